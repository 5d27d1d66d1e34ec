import type { LogReader } from '../../events/index.ts'
import { type DiskEvent, type DiskLevel, diskStream } from './events.ts'

/** A time in which a disk had no room for all. Times are milliseconds since the epoch; `to` is null while it lasts. */
export type LowDisk = {
  readonly sensor: string
  /** The lowest that it came to. */
  readonly level: Exclude<DiskLevel, 'enough'>
  readonly from: number
  readonly to: number | null
}

/** Changes that are looked at, the newest: a disk that comes and goes more often than this in one report is said often enough. */
const MAX_CHANGES = 200

/** When the disks of these sensors ran low, as far as it touches the time from `from` to `to` (ms); the oldest first. */
export const lowDisksWithin = async (
  reader: LogReader,
  sensors: readonly string[],
  from: number,
  to: number,
): Promise<LowDisk[]> => {
  const all = await Promise.all(
    sensors.map(async (sensor) => {
      const changes = await reader.readLast(MAX_CHANGES, diskStream(sensor))
      return lowDisksOf(
        changes.map(({ data, occurredAt }) => ({
          ...(data as DiskEvent['data']),
          at: occurredAt,
        })),
      )
    }),
  )
  return all
    .flat()
    .filter((low) => low.from < to && (low.to ?? Number.POSITIVE_INFINITY) > from)
    .toSorted((a, b) => a.from - b.from)
}

/** The times that the changes of one disk bound. */
export const lowDisksOf = (
  changes: readonly (DiskEvent['data'] & { readonly at: number })[],
): LowDisk[] => {
  const lows: LowDisk[] = []
  for (const { sensor, to: level, at } of changes) {
    const open = lows.at(-1)
    const isOpen = open !== undefined && open.to === null
    if (level === 'enough') {
      if (isOpen) lows[lows.length - 1] = { ...open, to: at }
    } else if (!isOpen) lows.push({ sensor, level, from: at, to: null })
    else if (level === 'no intervals') lows[lows.length - 1] = { ...open, level }
  }
  return lows
}
