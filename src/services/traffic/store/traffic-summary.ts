import { sql } from 'kysely'
import { OTHERS } from '../../../base/traffic/others.ts'
import type { TrafficFigures } from '../../../base/traffic/traffic-tables.ts'
import type { Database } from '../../../db/database.ts'
import { isRandomMac, vendorOf } from '../ends/mac-vendor.ts'
import { newestNames } from './device-names.ts'
import { deviceTimes } from './device-times.ts'
import { sumApart, sumDns, sumTcp } from './health-sums.ts'
import { type TrafficScope, within } from './traffic-scope.ts'

/** Adds up the interval rows of `scope`, the largest first in each list; each holds at most `top` rows and one for the others. */
export const summarizeTraffic = async (
  db: Database,
  scope: TrafficScope,
  top: number,
): Promise<TrafficFigures> => {
  const [totals, apart, tcp, dns, protocols, devices, destinations, conversations, details] =
    await Promise.all([
      sumTotals(db, scope),
      sumApart(db, scope),
      sumTcp(db, scope),
      sumDns(db, scope),
      sumProtocols(db, scope, top),
      sumDevices(db, scope, top),
      sumDestinations(db, scope, top),
      sumConversations(db, scope, top),
      sumDetails(db, scope, top),
    ])
  return { totals, apart, tcp, dns, protocols, devices, destinations, conversations, details }
}

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
      >`MAX(bytes * 1000 / GREATEST(1000, TIMESTAMPDIFF(MICROSECOND, started_at, ended_at) / 1000))`.as(
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

const sumProtocols = async (db: Database, scope: TrafficScope, top: number) => {
  const sums = db
    .selectFrom('traffic_protocols')
    .select([sql<number>`SUM(packets)`.as('packets'), sql<number>`SUM(bytes)`.as('bytes')])
    .where(within(scope))
  const rows = await sums
    .select(['protocol', 'port', 'application'])
    .groupBy(['protocol', 'port', 'application'])
    .orderBy(sql`SUM(bytes)`, 'desc')
    .orderBy('protocol')
    .orderBy('port')
    .orderBy('application')
    .limit(top + 1) // one more, because the others may be among them
    .execute()
  const others = { protocol: OTHERS, port: 0, application: '' }
  return withOthers(rows, top, others, await sums.executeTakeFirst())
}

const twoWaySums = [
  sql<number>`SUM(sent_packets)`.as('sentPackets'),
  sql<number>`SUM(sent_bytes)`.as('sentBytes'),
  sql<number>`SUM(received_packets)`.as('receivedPackets'),
  sql<number>`SUM(received_bytes)`.as('receivedBytes'),
] as const

const sumDevices = async (db: Database, scope: TrafficScope, top: number) => {
  const sums = db.selectFrom('traffic_devices').select(twoWaySums).where(within(scope))
  const rows = await sums
    .select(['mac', 'address'])
    .groupBy(['mac', 'address'])
    .orderBy(sql`SUM(sent_bytes + received_bytes)`, 'desc')
    .orderBy('address')
    .orderBy('mac')
    .limit(top + 1)
    .execute()
  const named = withOthers(rows, top, { mac: OTHERS, address: '' }, await sums.executeTakeFirst())
  const [nameOf, timesOf] = await Promise.all([
    newestNames(db, scope, named),
    deviceTimes(db, scope, named),
  ])
  return named.map((row) => ({
    ...row,
    ...(row.mac === OTHERS ? { firstAt: null, lastAt: null } : timesOf(row)),
    name: nameOf(row),
    vendor: vendorOf(row.mac) ?? '',
    random: isRandomMac(row.mac),
  }))
}

const sumDestinations = async (db: Database, scope: TrafficScope, top: number) => {
  const sums = db.selectFrom('traffic_destinations').select(twoWaySums).where(within(scope))
  const rows = await sums
    .select(['address', 'name'])
    .groupBy(['address', 'name'])
    .orderBy(sql`SUM(sent_bytes + received_bytes)`, 'desc')
    .orderBy('address')
    .orderBy('name')
    .limit(top + 1)
    .execute()
  return withOthers(rows, top, { address: OTHERS, name: '' }, await sums.executeTakeFirst())
}

/** Two hosts are one conversation whoever began; the row names first the one that began more often. */
const sumConversations = async (db: Database, scope: TrafficScope, top: number) => {
  const forward = sql`a <= b`
  const sums = db
    .selectFrom('traffic_conversations')
    .select([
      sql<number>`SUM(IF(${forward}, packets_ab, packets_ba))`.as('packetsAB'),
      sql<number>`SUM(IF(${forward}, bytes_ab, bytes_ba))`.as('bytesAB'),
      sql<number>`SUM(IF(${forward}, packets_ba, packets_ab))`.as('packetsBA'),
      sql<number>`SUM(IF(${forward}, bytes_ba, bytes_ab))`.as('bytesBA'),
      sql<number>`SUM(IF(${forward}, 1, -1))`.as('lean'),
    ])
    .where(within(scope))
  const rows = await sums
    .select([sql<string>`LEAST(a, b)`.as('a'), sql<string>`GREATEST(a, b)`.as('b')])
    .groupBy([sql`LEAST(a, b)`, sql`GREATEST(a, b)`])
    .orderBy(sql`SUM(bytes_ab + bytes_ba)`, 'desc')
    .orderBy(sql`LEAST(a, b)`)
    .orderBy(sql`GREATEST(a, b)`)
    .limit(top + 1)
    .execute()
  const all = await sums.executeTakeFirst()
  return withOthers(rows, top, { a: OTHERS, b: OTHERS }, all).map(
    ({ lean, a, b, packetsAB, bytesAB, packetsBA, bytesBA }) =>
      lean >= 0 || a === OTHERS
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

const sumDetails = async (db: Database, scope: TrafficScope, top: number) => {
  const sums = db
    .selectFrom('traffic_details')
    .select(sql<number>`SUM(count)`.as('count'))
    .where(within(scope))
  const rows = await sums
    .select(['application', 'detail'])
    .groupBy(['application', 'detail'])
    .orderBy(sql`SUM(count)`, 'desc')
    .orderBy('application')
    .orderBy('detail')
    .limit(top + 1)
    .execute()
  return withOthers(rows, top, { application: OTHERS, detail: '' }, await sums.executeTakeFirst())
}

/**
 * The first `top` rows that are somebody, and one row for the others: what `all` has beyond them. So a list adds up to its total, however
 * many keys there are.
 */
const withOthers = <
  Key extends Record<string, string | number>,
  Sums extends Record<string, number>,
>(
  rows: readonly (Key & Sums)[],
  top: number,
  others: Key,
  all: Sums | undefined,
): (Key & Sums)[] => {
  const isOthers = (row: Key) => Object.entries(others).every(([key, value]) => row[key] === value)
  const named = rows.filter((row) => !isOthers(row)).slice(0, top)
  const rest = Object.entries(all ?? {}).map(
    ([key, sum]) => [key, named.reduce((left, row) => left - (row[key] ?? 0), sum ?? 0)] as const,
  )
  if (rest.every(([key, sum]) => key === 'lean' || sum === 0)) return named
  return [...named, { ...others, ...Object.fromEntries(rest) } as Key & Sums]
}
