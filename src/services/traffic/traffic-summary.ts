import { sql } from 'kysely'
import { OTHERS } from '../../base/others.ts'
import type { TrafficFigures } from '../../base/traffic-tables.ts'
import type { Database } from '../../db/database.ts'

/** Which rows to add up: those of one capture, or of every capture in a window of time (ms, the end excluded). */
export type TrafficScope =
  | { readonly captureId: string }
  | { readonly from: number; readonly to: number }

/** Adds up the interval rows of `scope`, the largest first in each list; each holds at most `top` rows and one for the others. */
export const summarizeTraffic = async (
  db: Database,
  scope: TrafficScope,
  top: number,
): Promise<TrafficFigures> => {
  const [totals, protocols, devices, destinations, conversations] = await Promise.all([
    sumTotals(db, scope),
    sumProtocols(db, scope),
    sumDevices(db, scope),
    sumDestinations(db, scope),
    sumConversations(db, scope),
  ])
  return {
    totals,
    protocols: topAndOthers(protocols, top, { protocol: OTHERS, port: 0 }, ['packets', 'bytes']),
    devices: topAndOthers(devices, top, { mac: OTHERS, address: '' }, TWO_WAYS),
    destinations: topAndOthers(destinations, top, { address: OTHERS }, TWO_WAYS),
    conversations: topAndOthers(conversations, top, { a: OTHERS, b: OTHERS }, [
      'packetsAB',
      'bytesAB',
      'packetsBA',
      'bytesBA',
    ]),
  }
}

const TWO_WAYS = ['sentPackets', 'sentBytes', 'receivedPackets', 'receivedBytes'] as const

/** Distinct keys that one sum may return: what a list can hold in memory; the rest could only be among the others. */
const MAX_KEYS = 10_000

const within = (scope: TrafficScope) =>
  'captureId' in scope
    ? sql<boolean>`capture_id = ${scope.captureId}`
    : sql<boolean>`(capture_id, segment, number) IN (SELECT capture_id, segment, number FROM traffic_intervals
        WHERE started_at >= ${new Date(scope.from)} AND started_at < ${new Date(scope.to)})`

const sumTotals = async (db: Database, scope: TrafficScope): Promise<TrafficFigures['totals']> => {
  const row = await db
    .selectFrom('traffic_intervals')
    .select(({ fn }) => [
      fn.countAll<number>().as('intervals'),
      fn.sum<number | null>('packets').as('packets'),
      fn.sum<number | null>('bytes').as('bytes'),
      fn.sum<number | null>('kernel_drops').as('drops'),
      fn.count<number>('kernel_drops').as('counted'),
      fn.sum<number | null>('truncated').as('truncated'),
      fn.sum<number | null>('malformed').as('malformed'),
      fn.sum<number | null>('flows').as('flows'),
      sql<
        number | null
      >`MAX(bytes * 1000 / GREATEST(1, TIMESTAMPDIFF(MICROSECOND, started_at, ended_at) / 1000))`.as(
        'peak',
      ),
    ])
    .where(within(scope))
    .executeTakeFirstOrThrow()
  return {
    intervals: row.intervals,
    packets: row.packets ?? 0,
    bytes: row.bytes ?? 0,
    kernelDrops: row.counted < row.intervals ? null : (row.drops ?? 0),
    truncated: row.truncated ?? 0,
    malformed: row.malformed ?? 0,
    flows: row.flows ?? 0,
    peakBytesPerSecond: Math.round(Number(row.peak ?? 0)),
  }
}

const sumProtocols = (db: Database, scope: TrafficScope) =>
  db
    .selectFrom('traffic_protocols')
    .select(({ fn }) => [
      'protocol',
      'port',
      fn.sum<number>('packets').as('packets'),
      fn.sum<number>('bytes').as('bytes'),
    ])
    .where(within(scope))
    .groupBy(['protocol', 'port'])
    .orderBy('bytes', 'desc')
    .orderBy('protocol')
    .orderBy('port')
    .limit(MAX_KEYS)
    .execute()

const twoWaySums = [
  sql<number>`SUM(sent_packets)`.as('sentPackets'),
  sql<number>`SUM(sent_bytes)`.as('sentBytes'),
  sql<number>`SUM(received_packets)`.as('receivedPackets'),
  sql<number>`SUM(received_bytes)`.as('receivedBytes'),
] as const

const sumDevices = (db: Database, scope: TrafficScope) =>
  db
    .selectFrom('traffic_devices')
    .select(['mac', 'address', ...twoWaySums])
    .where(within(scope))
    .groupBy(['mac', 'address'])
    .orderBy(sql`SUM(sent_bytes + received_bytes)`, 'desc')
    .orderBy('address')
    .limit(MAX_KEYS)
    .execute()

const sumDestinations = (db: Database, scope: TrafficScope) =>
  db
    .selectFrom('traffic_destinations')
    .select(['address', ...twoWaySums])
    .where(within(scope))
    .groupBy('address')
    .orderBy(sql`SUM(sent_bytes + received_bytes)`, 'desc')
    .orderBy('address')
    .limit(MAX_KEYS)
    .execute()

/** Two hosts are one conversation whoever began; the row names first the one that began more often. */
const sumConversations = async (db: Database, scope: TrafficScope) => {
  const forward = sql`a <= b`
  const rows = await db
    .selectFrom('traffic_conversations')
    .select([
      sql<string>`LEAST(a, b)`.as('a'),
      sql<string>`GREATEST(a, b)`.as('b'),
      sql<number>`SUM(IF(${forward}, packets_ab, packets_ba))`.as('packetsAB'),
      sql<number>`SUM(IF(${forward}, bytes_ab, bytes_ba))`.as('bytesAB'),
      sql<number>`SUM(IF(${forward}, packets_ba, packets_ab))`.as('packetsBA'),
      sql<number>`SUM(IF(${forward}, bytes_ba, bytes_ab))`.as('bytesBA'),
      sql<number>`SUM(IF(${forward}, 1, -1))`.as('lean'),
    ])
    .where(within(scope))
    .groupBy([sql`LEAST(a, b)`, sql`GREATEST(a, b)`])
    .orderBy(sql`SUM(bytes_ab + bytes_ba)`, 'desc')
    .orderBy(sql`LEAST(a, b)`)
    .orderBy(sql`GREATEST(a, b)`)
    .limit(MAX_KEYS)
    .execute()
  return rows.map(({ lean, a, b, packetsAB, bytesAB, packetsBA, bytesBA }) =>
    lean >= 0
      ? { a, b, packetsAB, bytesAB, packetsBA, bytesBA }
      : {
          a: b,
          b: a,
          packetsAB: packetsBA,
          bytesAB: bytesBA,
          packetsBA: packetsAB,
          bytesBA: bytesAB,
        },
  )
}

/** The first `top` rows that are somebody, and one row with the sums of all others, so that a list adds up to the total. */
const topAndOthers = <Row extends Record<Counted, number>, Counted extends string & keyof Row>(
  rows: readonly Row[],
  top: number,
  others: Omit<Row, Counted>,
  counted: readonly Counted[],
): Row[] => {
  const isOthers = (row: Row) =>
    Object.entries(others).every(([key, value]) => row[key as keyof Row] === value)
  const named = rows.filter((row) => !isOthers(row))
  const rest = [...named.slice(top), ...rows.filter(isOthers)]
  if (rest.length === 0) return named
  const sums = Object.fromEntries(
    counted.map((key) => [key, rest.reduce((sum, row) => sum + row[key], 0)]),
  )
  return [...named.slice(0, top), { ...others, ...sums } as Row]
}
