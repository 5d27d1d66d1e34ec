import type { SegmentEnd } from './capture-events.ts'
import type { WatchSegmentEnd } from './watch/watch-events.ts'

/**
 * Why nothing was counted: `down`: Vigie was stopped; `crash`: what counted broke off without a word; `failed`: the interface could not be
 * captured; `late`: counting had not begun.
 */
export type GapCause = 'down' | 'crash' | 'failed' | 'late'

/** A time (ms) in which a capture or a watch ought to have counted and did not. */
export type Gap = { readonly from: number; readonly to: number; readonly cause: GapCause }

/** Below this it is rounding, not a gap. */
export const MIN_GAP_MS = 1_000

/** The cause of a gap after a segment that ended so. */
export const causeAfter = (end: SegmentEnd | WatchSegmentEnd | null): GapCause => {
  if (end === 'shutdown') return 'down'
  return end === 'failed' ? 'failed' : 'crash'
}
