import { Failure } from '../../../base/failure.ts'
import type { Database } from '../../../db/database.ts'
import type { CommandContext, CommandRunner } from '../../../events/index.ts'
import { checkFilter } from '../../../net/filter/packet-filter.ts'
import { checkInterface } from '../sensor-registry.ts'
import { type WatchCommand, type WatchPlan, watch } from './watch.ts'
import { watchStream } from './watch-events.ts'
import { standingWatches } from './watch-view.ts'

/** Watches of one sensor at once: each has a thread and a ring of its own, and holds its flows in memory. */
const MAX_WATCHES = 4

type Dependencies = { readonly db: Database; readonly commands: CommandRunner }

/** Use cases of standing watches: ask for one, end one. The keeper of each sensor does the rest. */
export class WatchService {
  readonly #deps: Dependencies

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  /**
   * Records that a watch is wanted; returns the position of the event. Throws SENSOR_UNKNOWN, INTERFACE_UNKNOWN, FILTER_INVALID,
   * WATCH_EXISTS, WATCHES_TOO_MANY.
   */
  async add(plan: WatchPlan, context: CommandContext): Promise<number> {
    await checkInterface(this.#deps.db, plan.sensor, plan.interface)
    if (plan.filter !== '') await checkFilter(plan.filter)
    const others = (await standingWatches(this.#deps.db, plan.sensor)).filter(
      ({ id }) => id !== plan.watchId, // this very command, asked again
    )
    const same = others.find(
      (one) => one.interface === plan.interface && one.filter === plan.filter,
    )
    if (same !== undefined)
      throw new Failure('WATCH_EXISTS', { id: same.id, interface: plan.interface })
    if (others.length >= MAX_WATCHES) {
      throw new Failure('WATCHES_TOO_MANY', { sensor: plan.sensor, max: MAX_WATCHES })
    }
    return this.#handle(plan.watchId, { type: 'AddWatch', plan }, context)
  }

  /** Throws WATCH_UNKNOWN. Returns the position of the event. */
  remove(watchId: string, context: CommandContext): Promise<number> {
    return this.#handle(watchId, { type: 'RemoveWatch', watchId }, context)
  }

  async #handle(watchId: string, command: WatchCommand, context: CommandContext): Promise<number> {
    return (await this.#deps.commands.handle(watch, watchStream(watchId), command, context))
      .position
  }
}
