import { causeAfter, type Gap, type GapCause, MIN_GAP_MS } from '../gap.ts'
import type { WatchRow, WatchSegmentRow } from './watch-view.ts'

/** Before the first segment, below this, it is the time that an engine takes to begin. */
const MIN_BEGIN_MS = 2_000

export type WatchCoverage = {
  /** Milliseconds that were to be counted, and that were. */
  readonly askedMs: number
  readonly countedMs: number
  /** Where counting began in the window, in ms; null: it did not. */
  readonly countedFrom: number | null
  readonly gaps: readonly Gap[]
  readonly lostIntervals: number
}

/** How much of a window of time (ms) a watch counted. `segments` are those that touch it, the oldest first. */
export const watchCoverage = (
  { addedAt, removedAt }: Pick<WatchRow, 'addedAt' | 'removedAt'>,
  segments: readonly WatchSegmentRow[],
  from: number,
  to: number,
): WatchCoverage => {
  const begin = Math.max(from, addedAt)
  const end = Math.max(begin, Math.min(to, removedAt ?? to))
  const gaps: Gap[] = []
  let countedMs = 0
  let countedFrom: number | null = null
  let lostIntervals = 0
  let at = begin
  let cause: GapCause = 'late'
  const gapUntil = (until: number) => {
    const least = cause === 'late' ? MIN_BEGIN_MS : MIN_GAP_MS
    if (until - at >= least) gaps.push({ from: at, to: until, cause })
  }
  for (const { openedAt, closedAt, reason, lostIntervals: lost } of segments) {
    const start = Math.min(Math.max(openedAt, at), end)
    const stop = Math.min(closedAt ?? end, end)
    if (stop <= at) continue
    gapUntil(start)
    countedMs += stop - start
    countedFrom ??= start
    lostIntervals += lost
    at = stop
    cause = causeAfter(reason)
  }
  gapUntil(end)
  return { askedMs: end - begin, countedMs, countedFrom, gaps, lostIntervals }
}
