import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { dayOf, trafficTables } from './traffic-store.ts'

/** Partitions made ahead of the day that needs them: a week of a daemon whose clock or upkeep stands still. */
const DAYS_AHEAD = 7
const DAY_MS = 86_400_000

const partitionName = (day: string): string => `d${day.replaceAll('-', '')}`

/**
 * Makes the partitions of the interval rows from the day of `now` (ms) to a week ahead, one a day, so that retention can drop a day at
 * once. A row of an earlier day falls into the oldest partition; one without any partition above it would be refused, hence the
 * days ahead. Safe to repeat, and for several processes at once.
 */
export const ensurePartitions = async (db: Database, now: number): Promise<void> => {
  for (const table of trafficTables) {
    const newest = await newestBoundary(db, table)
    const missing = Array.from({ length: DAYS_AHEAD + 1 }, (_, day) => now + day * DAY_MS)
      .map((day) => ({ name: partitionName(dayOf(day)), before: dayOf(day + DAY_MS) }))
      .filter(({ before }) => before > newest)
    if (missing.length === 0) continue
    const list = missing.map(
      ({ name, before }) => sql`PARTITION ${sql.raw(name)} VALUES LESS THAN (${sql.lit(before)})`,
    )
    await sql`ALTER TABLE ${sql.table(table)} ADD PARTITION (${sql.join(list)})`
      .execute(db)
      .catch((thrown: unknown) => {
        if (!isMadeMeanwhile(thrown)) throw thrown
      })
  }
}

/** Another process made the same partitions between our look and our statement. */
const isMadeMeanwhile = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  (thrown.code === 'ER_RANGE_NOT_INCREASING_ERROR' || thrown.code === 'ER_SAME_NAME_PARTITION')

/** The first day that no partition holds, as YYYY-MM-DD. */
const newestBoundary = async (db: Database, table: string): Promise<string> => {
  const { rows } = await sql<{ boundary: string }>`
    SELECT partition_description AS boundary FROM information_schema.partitions
    WHERE table_schema = DATABASE() AND table_name = ${table}
    ORDER BY partition_ordinal_position DESC LIMIT 1`.execute(db)
  return (rows[0]?.boundary ?? '').replaceAll("'", '')
}
