import { CronExpressionParser } from 'cron-parser'
import { Failure, reasonOf } from '../../base/failure.ts'
import type { ScheduleTiming } from './events.ts'

/** Due dates are counted up to this many: after a long downtime the number is said as "at least". */
const MAX_MISSED = 1_000

/** Throws CRON_INVALID or TIME_ZONE_UNKNOWN. Five fields, so that nobody asks for every second by mistake. */
export const checkTiming = (timing: ScheduleTiming, now: number): void => {
  if (timing.kind === 'every') return
  const { cron, timeZone } = timing
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new Failure('TIME_ZONE_UNKNOWN', { timeZone })
  }
  const fields = cron.trim().split(/\s+/).length
  if (fields !== 5) throw new Failure('CRON_INVALID', { cron, reason: `it has ${fields} fields` })
  try {
    nextDates(timing, 0, now, 1)
  } catch (thrown) {
    throw new Failure('CRON_INVALID', { cron, reason: reasonOf(thrown) }, { cause: thrown })
  }
}

/** The next `count` due dates after `now` (ms). `anchor` is when an 'every' timing began. */
export const nextDates = (
  timing: ScheduleTiming,
  anchor: number,
  now: number,
  count: number,
): number[] => {
  if (timing.kind === 'every') {
    const step = timing.seconds * 1_000
    const first = anchor + (Math.floor(Math.max(0, now - anchor) / step) + 1) * step
    return Array.from({ length: count }, (_, index) => first + index * step)
  }
  const dates = parse(timing, now)
  return Array.from({ length: count }, () => dates.next().getTime())
}

/** The newest due date in (`after`, `now`], and how many before it in that time; undefined where none was due. All in ms. */
export const lastDue = (
  timing: ScheduleTiming,
  anchor: number,
  after: number,
  now: number,
): { readonly slot: number; readonly missed: number } | undefined => {
  if (timing.kind === 'every') {
    const step = timing.seconds * 1_000
    const index = (date: number) => Math.floor((date - anchor) / step)
    const due = index(now) - Math.max(0, index(after))
    if (due <= 0) return undefined
    return { slot: anchor + index(now) * step, missed: due - 1 }
  }
  const dates = parse(timing, now + 1) // `prev` is strictly before, and a date that is due now counts
  const newest = dates.prev().getTime()
  if (newest <= after) return undefined
  let missed = 0
  while (missed < MAX_MISSED && dates.prev().getTime() > after) missed++
  return { slot: newest, missed }
}

const parse = (timing: Extract<ScheduleTiming, { kind: 'cron' }>, now: number) =>
  CronExpressionParser.parse(timing.cron, { currentDate: new Date(now), tz: timing.timeZone })
