import type { ScheduleTiming } from '../services/schedule/events.ts'
import { wanted } from './job.ts'
import { REPORT_QUEUE } from './queue-names.ts'
import type { Queues } from './queues.ts'
import { runSchedule } from './run-schedule.ts'

/** A schedule as the queue must know it: when to look. What is due is decided from the log. */
export type WantedSchedule = {
  readonly scheduleId: string
  readonly timing: ScheduleTiming
  /** When it was added, in ms: an 'every' timing counts from here. */
  readonly anchor: number
}

/** A name that was removed and taken up again is another schedule to the queue. */
const schedulerId = ({ scheduleId, anchor }: WantedSchedule): string =>
  `schedule_${scheduleId}_${anchor}`

/**
 * Makes BullMQ's job schedulers the same as the schedules in force: missing ones are added, changed ones kept right, others removed.
 * Throws REDIS_AWAY.
 */
export const reconcileSchedulers = (
  queues: Queues,
  schedules: readonly WantedSchedule[],
  now: number,
): Promise<void> => queues.guard(() => reconcile(queues, schedules, now))

const reconcile = async (
  queues: Queues,
  schedules: readonly WantedSchedule[],
  now: number,
): Promise<void> => {
  const queue = queues.queue(REPORT_QUEUE)
  const there = new Set((await queue.getJobSchedulers()).map(({ key }) => key))
  for (const schedule of schedules) {
    const { scheduleId, timing, anchor } = schedule
    const id = schedulerId(schedule)
    if (there.delete(id)) continue // a schedule never changes: it is removed, and another one added
    const repeat =
      timing.kind === 'cron'
        ? { pattern: timing.cron, tz: timing.timeZone }
        : { every: timing.seconds * 1_000, startDate: nextDate(anchor, timing.seconds, now) }
    await queue.upsertJobScheduler(id, repeat, {
      name: runSchedule.name,
      data: { scheduleId },
      opts: {
        attempts: runSchedule.attempts,
        backoff: { type: 'exponential', delay: runSchedule.backoffMs },
        removeOnComplete: { count: 100 },
        removeOnFail: { count: 100 },
      },
    })
    // It was missing, perhaps over a date that is due: looked at once, not only at its next date.
    await queues.add(wanted(runSchedule, { scheduleId }), now)
  }
  for (const id of there) await queue.removeJobScheduler(id)
}

/** The next date of an 'every' timing. BullMQ would count from today on where the date that it is given has passed. */
const nextDate = (anchor: number, seconds: number, now: number): number => {
  const step = seconds * 1_000
  return anchor + Math.max(1, Math.floor((now - anchor) / step) + 1) * step
}
