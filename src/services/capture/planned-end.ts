/** One run of a capture, in ms. */
type Run = { readonly openedAt: number; readonly closedAt: number | null }

/**
 * Where the planned end of a capture (ms) lies once another segment was opened. It stays where it is; but where the clock was set back
 * after the segment before was closed, it is as far away as it was then: else a capture of a minute would go on for the hours that the
 * clock was set back by.
 */
export const endAfterOpening = (plannedEnd: number, closedAt: number, openedAt: number): number =>
  openedAt < closedAt ? openedAt + Math.max(0, plannedEnd - closedAt) : plannedEnd

/** The planned end of a capture of `milliseconds` with these segments, the oldest first; null before the first. */
export const plannedEndOf = (milliseconds: number, segments: readonly Run[]): number | null => {
  const [first] = segments
  if (first === undefined) return null
  return segments.reduce((end, { openedAt }, index) => {
    const closedAt = segments[index - 1]?.closedAt ?? openedAt
    return endAfterOpening(end, closedAt, openedAt)
  }, first.openedAt + milliseconds)
}
