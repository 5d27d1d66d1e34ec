import type { Database } from '../../db/database.ts'
import type { CommandContext, CommandRunner } from '../../events/index.ts'
import { checkFilter } from '../../net/filter/packet-filter.ts'
import { type CaptureCommand, type CapturePlan, capture } from './capture.ts'
import { captureStream } from './capture-events.ts'
import { checkInterface } from './sensor-registry.ts'

type Dependencies = { readonly db: Database; readonly commands: CommandRunner }

/** Use cases of timed captures: ask for one, stop one. The queue brings it to its sensor, which carries it out. */
export class CaptureService {
  readonly #deps: Dependencies

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  /** Throws SENSOR_UNKNOWN, INTERFACE_UNKNOWN or FILTER_INVALID: what a person should hear before anything is recorded. */
  async check(plan: Pick<CapturePlan, 'sensor' | 'interface' | 'filter'>): Promise<void> {
    await checkInterface(this.#deps.db, plan.sensor, plan.interface)
    if (plan.filter !== '') await checkFilter(plan.filter)
  }

  /** Records what is wanted. Returns the position of the event. */
  request(plan: CapturePlan, context: CommandContext): Promise<number> {
    return this.#handle(plan.captureId, { type: 'RequestCapture', plan }, context)
  }

  /** Asks a capture to end now. Throws CAPTURE_UNKNOWN or CAPTURE_NOT_RUNNING. Returns the position of the event. */
  stop(captureId: string, context: CommandContext): Promise<number> {
    return this.#handle(captureId, { type: 'StopCapture', captureId }, context)
  }

  async #handle(
    captureId: string,
    command: CaptureCommand,
    context: CommandContext,
  ): Promise<number> {
    const { commands } = this.#deps
    return (await commands.handle(capture, captureStream(captureId), command, context)).position
  }
}
