import { CronExpressionParser } from 'cron-parser'
import { Failure, reasonOf } from '../../base/failure.ts'
import type { ScheduleTiming } from './events.ts'

/** Due dates are counted up to this many: after a long downtime the number is said as "at least". */
const MAX_MISSED = 1_000

/**
 * Dates are only counted forward, from this long before the first that is wanted: where a clock is put forward or back, cron-parser gives
 * others backward, or from a start within that hour. Forward, an hour that is left out runs an hour later, one that comes twice once.
 */
const LEAD_MS = 3 * 3_600_000

/** How far back the newest date is looked for at first, and how much further each time that this was not enough. */
const LOOK_BACK_MS = 86_400_000
const LOOK_BACK_GROWTH = 4

/** cron-parser takes H for a number that it draws anew each time: no date would stay what it is. */
const CHANCE = /(^|[\s,])H(?![A-Z])/i

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
  if (CHANCE.test(cron)) throw new Failure('CRON_INVALID', { cron, reason: 'H is a random number' })
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
  return datesAfter(timing, now).take(count).toArray()
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
  if (now <= after) return undefined
  for (let span = LOOK_BACK_MS; ; span *= LOOK_BACK_GROWTH) {
    const from = Math.max(after, now - span)
    const due: number[] = []
    for (const date of datesAfter(timing, from)) {
      if (date > now) break
      due.push(date)
    }
    const slot = due.at(-1)
    if (from > after && due.length <= MAX_MISSED) continue
    return slot === undefined ? undefined : { slot, missed: Math.min(MAX_MISSED, due.length - 1) }
  }
}

/** The dates of a cron expression after `moment` (ms), without end. */
function* datesAfter(
  { cron, timeZone }: Extract<ScheduleTiming, { kind: 'cron' }>,
  moment: number,
): Generator<number, never> {
  const currentDate = new Date(moment - LEAD_MS)
  const dates = CronExpressionParser.parse(cron, { currentDate, tz: timeZone })
  for (;;) {
    const date = dates.next().getTime()
    if (date > moment) yield date
  }
}
