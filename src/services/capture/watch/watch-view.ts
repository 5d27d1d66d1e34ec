import { Failure, type FailureData } from '../../../base/failure.ts'
import { storedFailure } from '../../../base/stored-failure.ts'
import type { Database } from '../../../db/database.ts'
import type { WatchSegmentEnd } from './watch-events.ts'

/** A watch as lists show it. Times are milliseconds since the epoch. */
export type WatchRow = {
  readonly id: string
  readonly sensor: string
  readonly interface: string
  readonly driver: string
  readonly filter: string
  readonly save: boolean
  readonly actor: string
  readonly addedAt: number
  readonly removedAt: number | null
  /** Since when it counts without a break; null where it does not. */
  readonly openedAt: number | null
  /** Why it does not count, where that is known. */
  readonly failure: FailureData | null
}

/** One uninterrupted run of a watch. */
export type WatchSegmentRow = {
  readonly segment: number
  readonly openedAt: number
  readonly closedAt: number | null
  readonly reason: WatchSegmentEnd | null
  readonly failure: FailureData | null
  readonly lostIntervals: number
}

/** All watches in force, and with `removed` those that were, the newest first. */
export const listWatches = async (
  db: Database,
  { removed, limit }: { readonly removed: boolean; readonly limit: number },
): Promise<WatchRow[]> => {
  let query = select(db).orderBy('added_at', 'desc').limit(limit)
  if (!removed) query = query.where('removed_at', 'is', null)
  return (await query.execute()).map(rowOf)
}

/** Throws WATCH_UNKNOWN. */
export const findWatch = async (db: Database, id: string): Promise<WatchRow> => {
  const row = await select(db).where('watches.watch_id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Failure('WATCH_UNKNOWN', { id })
  return rowOf(row)
}

/** The watches in force on a sensor, the oldest first. */
export const standingWatches = async (db: Database, sensor: string): Promise<WatchRow[]> => {
  const rows = await select(db)
    .where('sensor', '=', sensor)
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .execute()
  return rows.map(rowOf)
}

/** Watches of a sensor that were removed while nobody ran them, with a segment still open. */
export const unclosedWatches = async (db: Database, sensor: string): Promise<WatchRow[]> => {
  const rows = await select(db)
    .where('sensor', '=', sensor)
    .where('removed_at', 'is not', null)
    .where('open.opened_at', 'is not', null)
    .execute()
  return rows.map(rowOf)
}

/** Watches that were in force at some time from `from` to `to` (ms), the oldest first. */
export const watchesWithin = async (
  db: Database,
  from: number,
  to: number,
): Promise<WatchRow[]> => {
  const rows = await select(db)
    .where('added_at', '<', new Date(to))
    .where((where) =>
      where.or([where('removed_at', 'is', null), where('removed_at', '>=', new Date(from))]),
    )
    .orderBy('added_at')
    .execute()
  return rows.map(rowOf)
}

/** The segments of a watch that ended after `from` (ms), or run, the oldest first; at most `limit`, the newest. */
export const watchSegments = async (
  db: Database,
  watchId: string,
  from: number,
  limit: number,
): Promise<WatchSegmentRow[]> => {
  const rows = await db
    .selectFrom('watch_segments')
    .selectAll()
    .where('watch_id', '=', watchId)
    .where((where) =>
      where.or([where('closed_at', 'is', null), where('closed_at', '>', new Date(from))]),
    )
    .orderBy('segment', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map((row) => ({
    segment: row.segment,
    openedAt: row.opened_at.getTime(),
    closedAt: row.closed_at?.getTime() ?? null,
    reason: row.reason as WatchSegmentEnd | null,
    failure: storedFailure(row.failure),
    lostIntervals: row.lost_intervals,
  }))
}

/** Each watch with its open segment, which is its last one where it has any. */
const select = (db: Database) =>
  db
    .selectFrom('watches')
    .leftJoin('watch_segments as open', (join) =>
      join.onRef('open.watch_id', '=', 'watches.watch_id').on('open.closed_at', 'is', null),
    )
    .selectAll('watches')
    .select('open.opened_at')

const rowOf = (
  row: Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number],
): WatchRow => ({
  id: row.watch_id,
  sensor: row.sensor,
  interface: row.interface,
  driver: row.driver,
  filter: row.filter,
  save: row.save === 1,
  actor: row.actor,
  addedAt: row.added_at.getTime(),
  removedAt: row.removed_at?.getTime() ?? null,
  openedAt: row.opened_at?.getTime() ?? null,
  failure: storedFailure(row.failure),
})
