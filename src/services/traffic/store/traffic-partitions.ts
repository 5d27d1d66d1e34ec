import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { dayOf, trafficTables } from './traffic-store.ts'

/** Partitions made ahead of the day that needs them: a week of a daemon whose clock or upkeep stands still. */
const DAYS_AHEAD = 7
const DAY_MS = 86_400_000
/** How long a change of the partitions waits for those who read: everybody who comes later waits behind it meanwhile. */
const LOCK_WAIT_SECONDS = 5
/** Partitions of one statement: a quarter of a year that nobody dropped is still a short one. */
const PARTITIONS_PER_STATEMENT = 100

/** What is kept for as long as each other: the totals of the intervals, and the lists beside them. */
const trafficKinds = {
  totals: ['traffic_intervals'],
  details: [
    'traffic_protocols',
    'traffic_devices',
    'traffic_destinations',
    'traffic_conversations',
    'traffic_details',
  ],
} as const satisfies { readonly [kind: string]: readonly (typeof trafficTables)[number][] }

export type TrafficKind = keyof typeof trafficKinds

type Partition = {
  readonly name: string
  /** The first day (UTC, YYYY-MM-DD) that it does not hold. */
  readonly before: string
}

const partitionName = (day: string): string => `d${day.replaceAll('-', '')}`

/** Made with the tables, so that they have a partition; whoever drops a day drops it too. */
const FIRST_PARTITION = 'before_vigie'

/**
 * Makes the partitions of the interval rows from the day of `now` (ms) to a week ahead, one a day, so that retention can drop a day at
 * once. A row of an earlier day falls into the oldest partition; one without any partition above it would be refused, hence the
 * days ahead. Safe to repeat, and for several processes at once.
 */
export const ensurePartitions = async (db: Database, now: number): Promise<void> => {
  for (const table of trafficTables) {
    const newest = (await partitionsOf(db, table)).at(-1)?.before ?? ''
    const missing = Array.from({ length: DAYS_AHEAD + 1 }, (_, day) => now + day * DAY_MS)
      .map((day) => ({ name: partitionName(dayOf(day)), before: dayOf(day + DAY_MS) }))
      .filter(({ before }) => before > newest)
    if (missing.length === 0) continue
    const list = missing.map(
      ({ name, before }) => sql`PARTITION ${sql.raw(name)} VALUES LESS THAN (${sql.lit(before)})`,
    )
    await alter(db, sql`ALTER TABLE ${sql.table(table)} ADD PARTITION (${sql.join(list)})`).catch(
      unless('ER_RANGE_NOT_INCREASING_ERROR', 'ER_SAME_NAME_PARTITION'),
    )
  }
}

/** Days of rows of this kind that end before the day `before` (YYYY-MM-DD) begins; never the newest partition. */
export const droppableDays = async (
  db: Database,
  kind: TrafficKind,
  before: string,
): Promise<number> => {
  const days = new Set<string>()
  for (const table of trafficKinds[kind]) {
    for (const one of await droppable(db, table, before)) days.add(one.before)
  }
  return days.size
}

/** Drops them. Throws a lock conflict where somebody reads for too long; repeated, it goes on. For several processes at once. */
export const dropDays = async (db: Database, kind: TrafficKind, before: string): Promise<void> => {
  for (const table of trafficKinds[kind]) {
    const all = await droppable(db, table, before)
    for (let at = 0; at < all.length; at += PARTITIONS_PER_STATEMENT) {
      const names = all.slice(at, at + PARTITIONS_PER_STATEMENT).map(({ name }) => sql.ref(name))
      await alter(db, sql`ALTER TABLE ${sql.table(table)} DROP PARTITION ${sql.join(names)}`).catch(
        unless('ER_DROP_PARTITION_NON_EXISTENT'),
      )
    }
  }
}

/** Since when the rows of each kind are there, in ms; null where none was ever dropped. */
export type KeptSince = { readonly [kind in TrafficKind]: number | null }

export const trafficKeptSince = async (db: Database): Promise<KeptSince> => {
  const since = async (kind: TrafficKind) => {
    const oldest = await Promise.all(
      trafficKinds[kind].map(async (table) => (await partitionsOf(db, table))[0]),
    )
    const days = oldest.flatMap((one) =>
      one === undefined || one.name === FIRST_PARTITION ? [] : [Date.parse(one.before) - DAY_MS],
    )
    return days.length === 0 ? null : Math.max(...days)
  }
  return { totals: await since('totals'), details: await since('details') }
}

/** What of it matters for figures from `from` (ms) on: null where they are all there. */
export const keptAfter = (since: KeptSince, from: number | null): KeptSince => {
  const after = (day: number | null) => (day !== null && from !== null && from < day ? day : null)
  return { totals: after(since.totals), details: after(since.details) }
}

const droppable = async (db: Database, table: string, before: string): Promise<Partition[]> => {
  const past = (await partitionsOf(db, table)).slice(0, -1).filter((one) => one.before <= before)
  return past.some(({ name }) => name !== FIRST_PARTITION) ? past : []
}

/** The partitions of a table, the oldest first. */
const partitionsOf = async (db: Database, table: string): Promise<Partition[]> => {
  const { rows } = await sql<Partition>`
    SELECT partition_name AS name, partition_description AS \`before\`
    FROM information_schema.partitions
    WHERE table_schema = DATABASE() AND table_name = ${table}
    ORDER BY partition_ordinal_position`.execute(db)
  return rows.map(({ name, before }) => ({ name, before: before.replaceAll("'", '') }))
}

/** Changes a table on a connection that waits for nobody longer than it may. */
const alter = (db: Database, statement: RawBuilder<unknown>): Promise<void> =>
  db.connection().execute(async (connection) => {
    await sql`SET SESSION lock_wait_timeout = ${sql.lit(LOCK_WAIT_SECONDS)}`.execute(connection)
    try {
      await statement.execute(connection)
    } finally {
      await sql`SET SESSION lock_wait_timeout = DEFAULT`.execute(connection)
    }
  })

/** Lets these pass: another process did the same between our look and our statement. */
const unless =
  (...codes: readonly string[]) =>
  (thrown: unknown): void => {
    if (thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code))) return
    throw thrown
  }
