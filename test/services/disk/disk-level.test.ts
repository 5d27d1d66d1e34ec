import { describe, expect, it } from 'vitest'
import { nextDiskLevel } from '../../../src/services/disk/disk-level.ts'
import type { DiskLevel } from '../../../src/services/disk/events.ts'
import { lowDisksOf } from '../../../src/services/disk/low-disk.ts'

const bounds = { savePackets: 2_000, keepIntervals: 500 }

/** The levels of a disk that has so much free, one look after the other. */
const levels = (...free: readonly number[]): DiskLevel[] => {
  let level: DiskLevel = 'enough'
  return free.map((bytes) => {
    level = nextDiskLevel(level, bytes, bounds)
    return level
  })
}

describe('the level of a disk', () => {
  it('falls with the first byte below a bound, packets first', () => {
    expect(levels(2_000, 1_999, 500, 499)).toEqual([
      'enough',
      'no packets',
      'no packets',
      'no intervals',
    ])
  })

  it('falls by two at once', () => {
    expect(levels(0)).toEqual(['no intervals'])
  })

  it('rises with a tenth to spare only', () => {
    expect(levels(0, 549, 550, 2_199, 2_200)).toEqual([
      'no intervals',
      'no intervals',
      'no packets',
      'no packets',
      'enough',
    ])
  })

  it('rises by two at once, and by one where it is too little for two', () => {
    expect(levels(0, 2_200)).toEqual(['no intervals', 'enough'])
    expect(levels(0, 2_199)).toEqual(['no intervals', 'no packets'])
  })

  it('does not flap about a bound', () => {
    expect(new Set(levels(1_999, 2_001, 1_998, 2_100, 1_999))).toEqual(new Set(['no packets']))
  })

  it('never falls where the bounds are 0', () => {
    expect(nextDiskLevel('enough', 0, { savePackets: 0, keepIntervals: 0 })).toBe('enough')
  })

  it('gives up packets with the intervals, whichever bound is higher', () => {
    expect(nextDiskLevel('enough', 99, { savePackets: 10, keepIntervals: 100 })).toBe(
      'no intervals',
    )
  })
})

describe('the times in which a disk was low', () => {
  const change = (at: number, from: DiskLevel, to: DiskLevel) => ({
    at,
    sensor: 'local',
    from,
    to,
    freeBytes: 1,
  })

  it('go from the first low level to the recovery, and say the lowest', () => {
    expect(
      lowDisksOf([
        change(1, 'enough', 'no packets'),
        change(2, 'no packets', 'no intervals'),
        change(3, 'no intervals', 'no packets'),
        change(4, 'no packets', 'enough'),
        change(9, 'enough', 'no packets'),
      ]),
    ).toEqual([
      { sensor: 'local', level: 'no intervals', from: 1, to: 4 },
      { sensor: 'local', level: 'no packets', from: 9, to: null },
    ])
  })

  it('begin in the middle where only the newest changes are known', () => {
    expect(lowDisksOf([change(4, 'no packets', 'enough')])).toEqual([])
    expect(lowDisksOf([change(3, 'no intervals', 'no packets')])).toMatchObject([{ from: 3 }])
  })
})
