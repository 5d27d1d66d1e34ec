import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/failure.ts'
import type { Database } from '../../db/database.ts'
import type { CommandContext, CommandRunner } from '../../events/index.ts'
import { type SchedulePlan, scheduleIdOf, scheduleStream } from './events.ts'
import { type ScheduleCommand, type ScheduleRun, schedule } from './schedule.ts'
import { findSchedule } from './schedule-view.ts'
import { checkTiming } from './timing.ts'

type Dependencies = {
  readonly db: Database
  readonly commands: CommandRunner
  readonly clock: Clock
}

/** A run that took place, with the plan that says what it starts. */
export type StartedRun = { readonly plan: SchedulePlan; readonly run: ScheduleRun }

/** Use cases of schedules. Whether something is due is decided here and from the log; the queue only says when to look. */
export class ScheduleService {
  readonly #deps: Dependencies

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  /** Throws CRON_INVALID, TIME_ZONE_UNKNOWN, SCHEDULE_EMPTY or SCHEDULE_EXISTS. Returns the id and the position of the event. */
  async add(
    name: string,
    plan: SchedulePlan,
    context: CommandContext,
  ): Promise<{ readonly id: string; readonly position: number }> {
    checkTiming(plan.timing, context.now)
    if (plan.capture === null && plan.report === 'none') {
      throw new Failure('SCHEDULE_EMPTY', { name })
    }
    const scheduleId = scheduleIdOf(name)
    const command: ScheduleCommand = {
      type: 'AddSchedule',
      scheduleId,
      name,
      plan,
      now: context.now,
    }
    const { position } = await this.#handle(scheduleId, command, context)
    return { id: scheduleId, position }
  }

  /** Throws SCHEDULE_UNKNOWN. */
  async remove(name: string, context: CommandContext): Promise<number> {
    const { id } = await findSchedule(this.#deps.db, name)
    return (await this.#handle(id, { type: 'RemoveSchedule', name }, context)).position
  }

  /**
   * Runs what is due by now, or by hand although nothing is due, and returns the newest run: this one, or where nothing was due the one
   * before, so that what a crash kept it from starting is started now. Undefined where it never ran or was removed.
   */
  async run(
    scheduleId: string,
    byHand: boolean,
    context: CommandContext,
  ): Promise<StartedRun | undefined> {
    const command: ScheduleCommand = { type: 'RunSchedule', now: context.now, byHand }
    const { state } = await this.#handle(scheduleId, command, context)
    if (state.status !== 'active' || state.lastRun === null) return undefined
    return { plan: state.plan, run: state.lastRun }
  }

  #handle(scheduleId: string, command: ScheduleCommand, context: CommandContext) {
    return this.#deps.commands.handle(schedule, scheduleStream(scheduleId), command, context)
  }
}
