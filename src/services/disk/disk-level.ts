import { type DiskLevel, diskLevels } from './events.ts'

/** Free bytes below which packets, and then interval rows, are no longer written. */
export type DiskBounds = { readonly savePackets: number; readonly keepIntervals: number }

/** So much more than a bound must be free before what stopped goes on: else it would begin and stop with each file that is written. */
const MORE_TO_GO_BACK = 1.1

/** The level that so many free bytes stand for, after `current`. It falls at once, and rises with a tenth to spare. */
export const nextDiskLevel = (
  current: DiskLevel,
  freeBytes: number,
  bounds: DiskBounds,
): DiskLevel => {
  const fallen = levelOf(freeBytes, bounds, 1)
  if (rank(fallen) >= rank(current)) return fallen
  const risen = levelOf(freeBytes, bounds, MORE_TO_GO_BACK)
  return rank(risen) < rank(current) ? risen : current
}

const levelOf = (
  freeBytes: number,
  { savePackets, keepIntervals }: DiskBounds,
  factor: number,
): DiskLevel => {
  if (freeBytes < keepIntervals * factor) return 'no intervals'
  return freeBytes < savePackets * factor ? 'no packets' : 'enough'
}

const rank = (level: DiskLevel): number => diskLevels.indexOf(level)
