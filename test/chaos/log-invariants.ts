import type { Database } from '../../src/db/database.ts'
import type { Tables } from '../../src/db/tables.ts'
import { EMPTY_LOG_HASH, eventHash } from '../../src/events/index.ts'
import { FILE_SEGMENT, sealIntervals } from '../../src/services/traffic/index.ts'
import type { Interval } from '../../src/services/traffic/interval.ts'
import { hashInterval } from '../../src/services/traffic/store/interval-hash.ts'
import type { Committed } from './observer.ts'

/** The log is whole: numbered without a hole, in all and in each stream, and chained by its hashes up to its head. */
export const brokenLog = async (db: Database): Promise<string[]> => {
  const rows = await db.selectFrom('events').selectAll().orderBy('position').execute()
  const head = await db.selectFrom('event_log').selectAll().executeTakeFirstOrThrow()
  const versions = new Map<string, number>()
  const broken: string[] = []
  let hash: Buffer = EMPTY_LOG_HASH
  rows.forEach((row, index) => {
    const version = (versions.get(row.stream) ?? 0) + 1
    versions.set(row.stream, version)
    hash = eventHash(hash, {
      ...row,
      eventId: row.event_id,
      schemaVersion: row.schema_version,
      occurredAt: row.occurred_at.getTime(),
    })
    if (row.position !== index + 1) broken.push(`event ${index + 1} is missing`)
    if (row.version !== version) broken.push(`${row.stream} has ${row.version} for ${version}`)
    if (!row.hash.equals(hash)) broken.push(`the chain breaks at event ${row.position}`)
  })
  if (head.position !== rows.length) broken.push(`the head says ${head.position}`)
  if (!head.hash.equals(hash)) broken.push('the head has another hash than the last event')
  return broken
}

/** What was seen committed and is not there any more, or is something else. */
export const lostCommits = async (db: Database, committed: Committed): Promise<string[]> => {
  const there = new Map<string, string>()
  const events = await db.selectFrom('events').select(['position', 'hash']).execute()
  for (const { position, hash } of events) there.set(`event ${position}`, hash.toString('hex'))
  const rows = await db.selectFrom('traffic_intervals').selectAll().execute()
  for (const row of rows) {
    const key = `interval ${row.capture_id} ${row.segment} ${row.number}`
    there.set(key, `${row.packets} ${row.rows_hash.toString('hex')}`)
  }
  return [...committed]
    .filter(([key, value]) => there.get(key) !== value)
    .map(([key]) => `${key} was committed and is ${there.has(key) ? 'changed' : 'lost'}`)
}

/** Each closed segment, and each import, says what its rows add up to, and each interval's hash is that of its rows. */
export const wrongSeals = async (db: Database): Promise<string[]> => {
  const wrong: string[] = []
  const closed = await db
    .selectFrom('events')
    .select('data')
    .where('type', 'in', ['SegmentClosed', 'CaptureImported'])
    .execute()
  for (const { data } of closed) {
    const { captureId, segment = FILE_SEGMENT, totals, rowsHash } = JSON.parse(data)
    const sealed = await sealIntervals(db, { captureId, segment })
    const keys = [...Object.keys(sealed.totals), 'rowsHash'].sort()
    const said = JSON.stringify({ ...totals, rowsHash }, keys)
    const found = JSON.stringify({ ...sealed.totals, rowsHash: sealed.rowsHash }, keys)
    if (said !== found) wrong.push(`segment ${segment} says ${said}, its rows ${found}`)
  }
  const rows = await db.selectFrom('traffic_intervals').selectAll().execute()
  for (const row of rows) {
    const hash = hashInterval(await intervalOf(db, row))
    if (!hash.equals(row.rows_hash)) {
      wrong.push(`interval ${row.segment}/${row.number} has rows that are not those of its hash`)
    }
  }
  return wrong
}

type IntervalRow = Tables['traffic_intervals']

const intervalOf = async (db: Database, row: IntervalRow): Promise<Interval> => {
  const from = <
    Table extends
      | 'traffic_protocols'
      | 'traffic_devices'
      | 'traffic_destinations'
      | 'traffic_conversations'
      | 'traffic_details',
  >(
    table: Table,
  ) =>
    db
      .selectFrom(table as 'traffic_intervals')
      .selectAll()
      .where('capture_id', '=', row.capture_id)
      .where('segment', '=', row.segment)
      .where('number', '=', row.number)
      .execute() as Promise<unknown>
  type TwoWays = {
    sent_packets: number
    sent_bytes: number
    received_packets: number
    received_bytes: number
  }
  type Conversation = {
    a: string
    b: string
    packets_ab: number
    bytes_ab: number
    packets_ba: number
    bytes_ba: number
  }
  const twoWays = (one: TwoWays) => ({
    sentPackets: one.sent_packets,
    sentBytes: one.sent_bytes,
    receivedPackets: one.received_packets,
    receivedBytes: one.received_bytes,
  })
  type Device = TwoWays & { mac: string; address: string; name: string }
  type Destination = TwoWays & { address: string; name: string }
  const devices = (await from('traffic_devices')) as Device[]
  const destinations = (await from('traffic_destinations')) as Destination[]
  const conversations = (await from('traffic_conversations')) as Conversation[]
  return {
    number: row.number,
    startedAt: row.started_at.getTime(),
    endedAt: row.ended_at.getTime(),
    packets: row.packets,
    bytes: row.bytes,
    truncated: row.truncated,
    malformed: row.malformed,
    flows: row.flows,
    otherFlows: row.other_flows,
    drops: row.kernel_drops,
    protocols: (await from('traffic_protocols')) as Interval['protocols'],
    devices: devices.map((one) => ({
      mac: one.mac,
      address: one.address,
      name: one.name,
      ...twoWays(one),
    })),
    destinations: destinations.map((one) => ({
      address: one.address,
      name: one.name,
      ...twoWays(one),
    })),
    conversations: conversations.map((one) => ({
      a: one.a,
      b: one.b,
      packetsAB: one.packets_ab,
      bytesAB: one.bytes_ab,
      packetsBA: one.packets_ba,
      bytesBA: one.bytes_ba,
    })),
    details: (await from('traffic_details')) as Interval['details'],
    apart: {
      broadcast: { packets: row.broadcast_packets, bytes: row.broadcast_bytes },
      multicast: { packets: row.multicast_packets, bytes: row.multicast_bytes },
      own:
        row.own_packets === null ? null : { packets: row.own_packets, bytes: row.own_bytes ?? 0 },
    },
    tcp: {
      connections: row.tcp_connections,
      unanswered: row.tcp_unanswered,
      refused: row.tcp_refused,
      retransmissions: row.tcp_retransmissions,
      fastRetransmissions: row.tcp_fast_retransmissions,
      outOfOrder: row.tcp_out_of_order,
      duplicateAcks: row.tcp_duplicate_acks,
      zeroWindows: row.tcp_zero_windows,
      resets: row.tcp_resets,
      handshakes: row.tcp_handshakes,
      serverUs: row.tcp_server_us,
      clientUs: row.tcp_client_us,
    },
    dns: {
      questions: row.dns_questions,
      answers: row.dns_answers,
      nameErrors: row.dns_name_errors,
      failures: row.dns_failures,
      timed: row.dns_timed,
      latencyUs: row.dns_latency_us,
    },
  }
}
