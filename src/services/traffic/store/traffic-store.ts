import { sql } from 'kysely'
import type { TwoWays } from '../../../base/traffic/two-ways.ts'
import type { Database } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { Interval } from '../interval.ts'
import { dnsColumns, inColumns, tcpColumns } from './health-columns.ts'
import { hashInterval, hashSegment } from './interval-hash.ts'

/** A segment as the rows know it. */
export type SegmentKey = { readonly captureId: string; readonly segment: number }

/** What the rows of a segment add up to. */
type IntervalTotals = {
  readonly intervals: number
  readonly packets: number
  readonly bytes: number
  /** Null where the driver cannot know. */
  readonly kernelDrops: number | null
  readonly truncated: number
  readonly malformed: number
  readonly flows: number
}

/** Rows as an event commits to them. */
export type SealedIntervals = {
  readonly totals: IntervalTotals
  /** SHA-256 over the hashes of the intervals in order, in hex. */
  readonly rowsHash: string
  /** Where the last interval ends, in ms, and its number; null where there is none. */
  readonly lastEndedAt: number | null
  readonly lastNumber: number | null
}

/** Intervals of a segment, by number: from `from` to before `to`. */
export type IntervalRange = { readonly from: number; readonly to: number }

const ALL: IntervalRange = { from: 0, to: Number.MAX_SAFE_INTEGER }

/** The tables of interval rows. All are partitioned by `kept_from`. */
export const trafficTables = [
  'traffic_intervals',
  'traffic_protocols',
  'traffic_devices',
  'traffic_destinations',
  'traffic_conversations',
  'traffic_details',
] as const satisfies readonly (keyof Tables)[]

type TrafficTable = (typeof trafficTables)[number]

/** Rows of one statement: some hundred kilobytes, well below the packet size of any server. */
const ROWS_PER_INSERT = 1_000

/**
 * Writes intervals with all their rows in one transaction. Each row has its natural key, so writing the same interval again changes
 * nothing. Retention counts from the day `keptFrom` (YYYY-MM-DD, UTC); left out: from that of each interval.
 */
export const writeIntervals = (
  db: Database,
  segment: SegmentKey,
  intervals: readonly Interval[],
  keptFrom?: string,
): Promise<void> => {
  const rows = rowsOf(segment, intervals, keptFrom)
  return inTransaction(db, async (trx) => {
    for (const table of trafficTables) {
      const all = rows[table]
      for (let at = 0; at < all.length; at += ROWS_PER_INSERT) {
        await trx
          .insertInto(table)
          .values(all.slice(at, at + ROWS_PER_INSERT) as never)
          .onDuplicateKeyUpdate({ number: sql.ref('number') }) // its key is in place: leave the row as it is
          .execute()
      }
    }
  })
}

/** The day, in UTC, from which the retention of an interval counts. */
export const dayOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 10)

const rowsOf = (
  { captureId, segment }: SegmentKey,
  intervals: readonly Interval[],
  keptFrom: string | undefined,
): { readonly [Table in TrafficTable]: readonly Tables[Table][] } => {
  const rows = {
    traffic_intervals: [] as Tables['traffic_intervals'][],
    traffic_protocols: [] as Tables['traffic_protocols'][],
    traffic_devices: [] as Tables['traffic_devices'][],
    traffic_destinations: [] as Tables['traffic_destinations'][],
    traffic_conversations: [] as Tables['traffic_conversations'][],
    traffic_details: [] as Tables['traffic_details'][],
  }
  for (const interval of intervals) {
    const key = {
      kept_from: keptFrom ?? dayOf(interval.startedAt),
      capture_id: captureId,
      segment,
      number: interval.number,
    }
    rows.traffic_intervals.push({
      ...key,
      started_at: new Date(interval.startedAt),
      ended_at: new Date(interval.endedAt),
      packets: interval.packets,
      bytes: interval.bytes,
      kernel_drops: interval.drops,
      truncated: interval.truncated,
      malformed: interval.malformed,
      flows: interval.flows,
      other_flows: interval.otherFlows,
      rows_hash: hashInterval(interval),
      ...inColumns(tcpColumns, interval.tcp),
      ...inColumns(dnsColumns, interval.dns),
      ...apart(interval),
    })
    for (const protocol of interval.protocols) rows.traffic_protocols.push({ ...key, ...protocol })
    for (const device of interval.devices) {
      const { mac, address, name } = device
      rows.traffic_devices.push({ ...key, mac, address, name, ...twoWays(device) })
    }
    for (const destination of interval.destinations) {
      const { address, name } = destination
      rows.traffic_destinations.push({ ...key, address, name, ...twoWays(destination) })
    }
    for (const conversation of interval.conversations) {
      rows.traffic_conversations.push({
        ...key,
        a: conversation.a,
        b: conversation.b,
        packets_ab: conversation.packetsAB,
        bytes_ab: conversation.bytesAB,
        packets_ba: conversation.packetsBA,
        bytes_ba: conversation.bytesBA,
      })
    }
    for (const detail of interval.details) rows.traffic_details.push({ ...key, ...detail })
  }
  return rows
}

const apart = ({ apart: { broadcast, multicast, own } }: Interval) => ({
  broadcast_packets: broadcast.packets,
  broadcast_bytes: broadcast.bytes,
  multicast_packets: multicast.packets,
  multicast_bytes: multicast.bytes,
  own_packets: own?.packets ?? null,
  own_bytes: own?.bytes ?? null,
})

const twoWays = (row: TwoWays) => ({
  sent_packets: row.sentPackets,
  sent_bytes: row.sentBytes,
  received_packets: row.receivedPackets,
  received_bytes: row.receivedBytes,
})

/** What the rows of a segment, or of a part of it, add up to, and the hash that seals them. */
export const sealIntervals = async (
  db: Database,
  segment: SegmentKey,
  { from, to }: IntervalRange = ALL,
): Promise<SealedIntervals> => {
  const rows = await db
    .selectFrom('traffic_intervals')
    .selectAll()
    .where('capture_id', '=', segment.captureId)
    .where('segment', '=', segment.segment)
    .where('number', '>=', from)
    .where('number', '<', to)
    .orderBy('number')
    .execute()
  const sum = (count: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + count(row), 0)
  return {
    totals: {
      intervals: rows.length,
      packets: sum((row) => row.packets),
      bytes: sum((row) => row.bytes),
      kernelDrops: rows.some((row) => row.kernel_drops === null)
        ? null
        : sum((row) => row.kernel_drops ?? 0),
      truncated: sum((row) => row.truncated),
      malformed: sum((row) => row.malformed),
      flows: sum((row) => row.flows),
    },
    rowsHash: hashSegment(rows.map((row) => row.rows_hash)).toString('hex'),
    lastEndedAt: rows.at(-1)?.ended_at.getTime() ?? null,
    lastNumber: rows.at(-1)?.number ?? null,
  }
}
