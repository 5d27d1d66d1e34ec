import { describe, expect, it } from 'vitest'
import { type WatchSegmentRow, watchCoverage } from '../../../../src/services/capture/index.ts'

const segment = (
  openedAt: number,
  closedAt: number | null,
  lostIntervals = 0,
  reason: WatchSegmentRow['reason'] = null,
): WatchSegmentRow => ({
  segment: 1,
  openedAt,
  closedAt,
  reason,
  failure: null,
  lostIntervals,
})
const watched = { addedAt: 100_000, removedAt: null }

describe('what a watch counted of a window', () => {
  it('is all of it where one segment spans it', () => {
    expect(watchCoverage(watched, [segment(100_500, null)], 200_000, 300_000)).toEqual({
      askedMs: 100_000,
      countedMs: 100_000,
      countedFrom: 200_000,
      gaps: [],
      lostIntervals: 0,
    })
  })

  it('begins with the watch, not with the window, and ends with its removal', () => {
    const of = watchCoverage(
      { addedAt: 100_000, removedAt: 160_000 },
      [segment(100_500, 160_100)],
      0,
      900_000,
    )
    expect(of).toMatchObject({ askedMs: 60_000, countedMs: 59_500, gaps: [] })
  })

  it('has a gap between two segments, before the first and after the last', () => {
    const segments = [
      segment(150_000, 200_000, 1, 'shutdown'),
      segment(210_000, 250_000, 2, 'failed'),
    ]
    expect(watchCoverage(watched, segments, 120_000, 300_000)).toEqual({
      askedMs: 180_000,
      countedMs: 90_000,
      countedFrom: 150_000,
      gaps: [
        { from: 120_000, to: 150_000, cause: 'late' },
        { from: 200_000, to: 210_000, cause: 'down' },
        { from: 250_000, to: 300_000, cause: 'failed' },
      ],
      lostIntervals: 3,
    })
  })

  it('is without a gap where the first segment takes a moment to begin, and has one where a restart took as long', () => {
    const segments = [segment(101_900, 150_000, 0, 'interrupted'), segment(151_900, null)]
    expect(watchCoverage(watched, segments, 0, 300_000).gaps).toEqual([
      { from: 150_000, to: 151_900, cause: 'crash' },
    ])
  })

  it('counts no moment twice where a clock was set back between two segments', () => {
    const segments = [segment(150_000, 200_000), segment(190_000, 250_000)]
    expect(watchCoverage(watched, segments, 150_000, 250_000).countedMs).toBe(100_000)
  })

  it('is one gap where nothing ran', () => {
    expect(watchCoverage(watched, [], 150_000, 250_000)).toMatchObject({
      countedMs: 0,
      gaps: [{ from: 150_000, to: 250_000, cause: 'late' }],
    })
  })
})
