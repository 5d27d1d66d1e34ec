import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { newId } from '../../../../src/base/ids.ts'
import { OTHERS } from '../../../../src/base/traffic/others.ts'
import { NONE_APART } from '../../../../src/base/traffic/traffic-apart.ts'
import { NO_DNS, NO_TCP } from '../../../../src/base/traffic/traffic-health.ts'
import { openDatabase } from '../../../../src/db/database.ts'
import { migrate, migrateTo } from '../../../../src/db/migrator.ts'
import {
  ensurePartitions,
  sealIntervals,
  summarizeTraffic,
  writeIntervals,
} from '../../../../src/services/traffic/index.ts'
import { hashInterval, hashSegment } from '../../../../src/services/traffic/store/interval-hash.ts'
import { trafficTables } from '../../../../src/services/traffic/store/traffic-store.ts'
import { type RealMysql, startRealMysql } from '../../../support/real-mysql.ts'
import { createTestDatabase } from '../../../support/test-database.ts'
import { type OpenVigie, openVigie } from '../../../workers/open-vigie.ts'
import { intervalOf } from '../intervals.ts'

const DAY_MS = 86_400_000
/** The last minute of a day, so that one segment lies in two. */
const START = Date.UTC(2026, 5, 30, 23, 59, 58)
const SECONDS = 5
/** The last migration before applications, names and health were counted. */
const EARLIER = '0024-packet-files'

const intervals = Array.from({ length: SECONDS }, (_, number) =>
  intervalOf(number, START + number * 1_000),
)
const sumOf = (of: (interval: (typeof intervals)[number]) => number): number =>
  intervals.reduce((sum, interval) => sum + of(interval), 0)

let realMysql: RealMysql | undefined
afterAll(() => realMysql?.stop())

describe.each(['MariaDB', 'MySQL'] as const)('interval rows on %s', (server) => {
  let vigie: OpenVigie
  beforeAll(async () => {
    if (server === 'MySQL') realMysql = await startRealMysql()
    vigie = await openVigie({
      server: realMysql?.connection ?? inject('mysql'),
      clock: { now: () => START },
    })
  }, 300_000)
  afterAll(() => vigie.close())

  const contents = async () => {
    const all: unknown[] = []
    for (const table of trafficTables) {
      all.push(await vigie.db.selectFrom(table).selectAll().orderBy('number').execute())
    }
    return JSON.stringify(all)
  }
  const boundaries = async () => {
    const { rows } = await sql<{ tableName: string; before: string }>`
      SELECT table_name AS tableName, partition_description AS \`before\`
      FROM information_schema.partitions
      WHERE table_schema = DATABASE() AND partition_name IS NOT NULL
      ORDER BY table_name, partition_ordinal_position`.execute(vigie.db)
    return rows.map(({ tableName, before }) => `${tableName} ${before}`)
  }

  it('are the same after they were written a second time', async () => {
    const segment = { captureId: newId(), segment: 1 }
    await writeIntervals(vigie.db, segment, intervals)
    const before = await contents()
    await writeIntervals(vigie.db, segment, intervals.slice(1, 3))
    await Promise.all([1, 2, 3].map(() => writeIntervals(vigie.db, segment, intervals)))
    expect(await contents()).toBe(before)
  })

  it('are sealed with the sums and the hash of what was written', async () => {
    const segment = { captureId: newId(), segment: 2 }
    await writeIntervals(vigie.db, segment, intervals.toReversed())
    expect(await sealIntervals(vigie.db, segment)).toEqual({
      totals: {
        intervals: SECONDS,
        packets: sumOf(({ packets }) => packets),
        bytes: sumOf(({ bytes }) => bytes),
        kernelDrops: 4 * SECONDS,
        truncated: SECONDS,
        malformed: 2 * SECONDS,
        flows: 3 * SECONDS,
      },
      rowsHash: hashSegment(intervals.map(hashInterval)).toString('hex'),
      lastEndedAt: START + SECONDS * 1_000,
      lastNumber: SECONDS - 1,
    })
    const nothing = await sealIntervals(vigie.db, { ...segment, segment: 3 })
    expect(nothing).toMatchObject({
      totals: { intervals: 0, packets: 0, kernelDrops: 0 },
      lastEndedAt: null,
    })
  })

  it('add up over a capture to what was written, and conversations are one whoever began', async () => {
    const captureId = newId()
    await writeIntervals(vigie.db, { captureId, segment: 1 }, intervals.slice(0, 2))
    await writeIntervals(vigie.db, { captureId, segment: 2 }, intervals.slice(2))
    const summary = await summarizeTraffic(vigie.db, { captureId }, 10)
    expect(summary.totals).toEqual({
      intervals: SECONDS,
      packets: sumOf(({ packets }) => packets),
      bytes: sumOf(({ bytes }) => bytes),
      kernelDrops: 4 * SECONDS,
      truncated: SECONDS,
      malformed: 2 * SECONDS,
      flows: 3 * SECONDS,
      peakBytesPerSecond: 1_004,
    })
    expect(summary.protocols).toEqual([
      { protocol: 'tcp', port: 443, application: 'tls', packets: 50, bytes: 4_510 },
      { protocol: OTHERS, port: 0, application: '', packets: 10, bytes: 500 },
    ])
    expect(summary.devices).toMatchObject([
      { address: '10.0.0.1', name: 'attic', vendor: '', random: true, sentBytes: 2_500 },
      { mac: OTHERS, address: '', name: '', vendor: '', random: false, sentBytes: 300 },
    ])
    expect(summary.devices.map(({ firstAt, lastAt }) => [firstAt, lastAt])).toEqual([
      [START, START + SECONDS * 1_000],
      [null, null],
    ])
    expect(summary.destinations).toMatchObject([
      { address: '2001:db8::1', name: 'www.example.org', sentBytes: 2_500 },
      { address: OTHERS, name: '', sentBytes: 300 },
    ])
    expect(summary.details).toEqual([
      { application: 'tls', detail: '1.3', count: 15 },
      { application: OTHERS, detail: '', count: 5 },
    ])
    expect(summary.apart).toEqual({
      broadcast: { packets: 15, bytes: 310 },
      multicast: { packets: 10, bytes: 820 },
      own: { packets: 15, bytes: 1_500 },
    })
    expect(summary.tcp).toEqual({
      connections: 60,
      unanswered: 10,
      refused: 5,
      retransmissions: 65,
      fastRetransmissions: 15,
      outOfOrder: 20,
      duplicateAcks: 25,
      zeroWindows: 30,
      resets: 35,
      handshakes: 45,
      serverUs: 45_010,
      clientUs: 4_510,
    })
    expect(summary.dns).toEqual({
      questions: 70,
      answers: 55,
      nameErrors: 40,
      failures: 50,
      timed: 75,
      latencyUs: 3_510,
    })
    // It began in three of five seconds.
    expect(summary.conversations[0]).toEqual({
      a: '10.0.0.1',
      b: '2001:db8::1',
      packetsAB: 25,
      bytesAB: 2_500,
      packetsBA: 20,
      bytesBA: 2_000,
    })
    expect(summary.conversations[1]).toMatchObject({ a: OTHERS, b: OTHERS, bytesAB: 500 })
  })

  it('hold no figure back when a list is cut to its largest', async () => {
    const captureId = newId()
    const protocols = Array.from({ length: 30 }, (_, port) => ({
      protocol: 'udp',
      port: port + 1,
      application: '',
      packets: 1,
      bytes: 100 + port,
    }))
    const details = Array.from({ length: 30 }, (_, index) => ({
      application: index % 2 === 0 ? 'http' : 'smtp',
      detail: `d${index}`,
      count: 100 + index,
    }))
    const crowded = intervalOf(0, START, { protocols, details, drops: null })
    await writeIntervals(vigie.db, { captureId, segment: 1 }, [crowded])
    const summary = await summarizeTraffic(vigie.db, { captureId }, 3)
    expect(summary.protocols.map(({ port }) => port)).toEqual([30, 29, 28, 0])
    expect(summary.protocols.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(30 * 100 + 435)
    expect(summary.details.map(({ count }) => count)).toEqual([129, 128, 127, 30 * 100 + 435 - 384])
    expect(summary.totals.kernelDrops).toBeNull()
  })

  it('keep applications apart on one port, and names apart at one address', async () => {
    const captureId = newId()
    const ways = { sentPackets: 1, receivedPackets: 1, receivedBytes: 1 }
    const mixed = intervalOf(0, START, {
      protocols: [
        { protocol: 'tcp', port: 443, application: 'tls', packets: 2, bytes: 200 },
        { protocol: 'tcp', port: 443, application: '', packets: 1, bytes: 100 },
      ],
      destinations: [
        { address: '192.0.2.1', name: 'a.example.org', sentBytes: 300, ...ways },
        { address: '192.0.2.1', name: 'b.example.org', sentBytes: 200, ...ways },
        { address: '192.0.2.1', name: '', sentBytes: 100, ...ways },
      ],
    })
    await writeIntervals(vigie.db, { captureId, segment: 1 }, [mixed])
    const summary = await summarizeTraffic(vigie.db, { captureId }, 10)
    expect(summary.protocols).toEqual(mixed.protocols)
    expect(summary.destinations).toEqual(mixed.destinations)
  })

  it('call a device by the last name that it said in the time, in whatever letters, and know when it was seen', async () => {
    const captureId = newId()
    const named = (number: number, name: string) => {
      const one = intervalOf(number, START + number * 1_000)
      const [device] = one.devices
      return { ...one, devices: device === undefined ? [] : [{ ...device, name }] }
    }
    const said = ['zebra', 'Été 😀', 'attic', '', 'later']
    await writeIntervals(
      vigie.db,
      { captureId, segment: 1 },
      said.map((name, at) => named(at, name)),
    )
    const nameBefore = async (seconds: number) => {
      const to = START + seconds * 1_000
      const { devices } = await summarizeTraffic(vigie.db, { captureId, from: START, to }, 10)
      return devices.map(({ name }) => name)
    }
    const window = { captureId, from: START + 1_000, to: START + 3_000 }
    expect((await summarizeTraffic(vigie.db, window, 10)).devices).toMatchObject([
      { firstAt: START + 1_000, lastAt: START + 3_000 },
    ])
    expect(await nameBefore(2)).toEqual(['Été 😀'])
    expect(await nameBefore(4)).toEqual(['attic'])
    const whole = await summarizeTraffic(vigie.db, { captureId }, 10)
    expect(whole.devices).toMatchObject([{ name: 'later', sentBytes: 2_500 }])
  })

  it('hold what is longest', async () => {
    const captureId = newId()
    const one = intervalOf(0, START)
    const [device] = one.devices
    const [destination] = one.destinations
    const longest = {
      ...one,
      devices: device === undefined ? [] : [{ ...device, name: '字'.repeat(64) }],
      destinations: destination === undefined ? [] : [{ ...destination, name: 'n'.repeat(253) }],
      details: [{ application: 'a'.repeat(16), detail: 'd'.repeat(24), count: 1 }],
    }
    await writeIntervals(vigie.db, { captureId, segment: 1 }, [longest])
    const summary = await summarizeTraffic(vigie.db, { captureId }, 10)
    expect(summary.devices).toMatchObject(longest.devices)
    expect(summary.destinations).toEqual(longest.destinations)
    expect(summary.details).toEqual(longest.details)
  })

  it('of an earlier version are there as before, and say nothing of what it did not know', async () => {
    const database = await createTestDatabase(realMysql?.connection)
    const { db, close } = openDatabase(database.options)
    await migrateTo(db, EARLIER)
    const captureId = 'c00000000001'
    const insert = (table: string, columns: string, values: string) =>
      sql`INSERT INTO ${sql.table(table)} (kept_from, capture_id, segment, number, ${sql.raw(columns)})
        VALUES ('1999-12-31', ${captureId}, 1, 0, ${sql.raw(values)})`.execute(db)
    await insert(
      'traffic_intervals',
      'started_at, ended_at, packets, bytes, truncated, malformed, flows, other_flows, rows_hash',
      "'1999-12-31 12:00:00', '1999-12-31 12:00:01', 3, 300, 0, 0, 1, 0, REPEAT('x', 32)",
    )
    await insert('traffic_protocols', 'protocol, port, packets, bytes', "'tcp', 443, 3, 300")
    const ways = 'sent_packets, sent_bytes, received_packets, received_bytes'
    await insert('traffic_devices', `mac, address, ${ways}`, "'', '10.0.0.1', 1, 100, 2, 200")
    await insert('traffic_destinations', `address, ${ways}`, "'192.0.2.1', 1, 100, 2, 200")
    await migrate(db)
    const summary = await summarizeTraffic(db, { captureId }, 10)
    await close()
    await database.drop()
    const counted = { sentPackets: 1, sentBytes: 100, receivedPackets: 2, receivedBytes: 200 }
    expect(summary).toMatchObject({
      totals: { packets: 3, bytes: 300 },
      apart: { ...NONE_APART, own: null },
      tcp: NO_TCP,
      dns: NO_DNS,
      protocols: [{ protocol: 'tcp', port: 443, application: '', packets: 3, bytes: 300 }],
      devices: [{ address: '10.0.0.1', name: '', vendor: '', random: false, ...counted }],
      destinations: [{ address: '192.0.2.1', name: '', ...counted }],
      details: [],
    })
  })

  it('are cut to a window by when their interval began, the end excluded', async () => {
    const from = START + 3_600_000
    const captureId = newId()
    const later = intervals.map((one) => intervalOf(one.number, from + one.number * 1_000))
    await writeIntervals(vigie.db, { captureId, segment: 1 }, later)
    const window = { from: from + 1_000, to: from + 3_000 }
    const summary = await summarizeTraffic(vigie.db, window, 10)
    expect(summary.totals).toMatchObject({ intervals: 2, packets: 11 + 12 })
    expect(summary.protocols[0]).toMatchObject({ packets: 9 + 10 })
    expect(summary.conversations[0]).toMatchObject({ a: '10.0.0.1', packetsAB: 10 })
    const empty = await summarizeTraffic(vigie.db, { from: 0, to: 1 }, 10)
    expect(empty.totals).toMatchObject({ intervals: 0, bytes: 0, peakBytesPerSecond: 0 })
    expect(empty.devices).toEqual([])
  })

  it('lie in the partition of their own day', async () => {
    const partition = async (name: string) => {
      const { rows } = await sql<{ day: string; count: number }>`
        SELECT DATE_FORMAT(kept_from, '%Y-%m-%d') AS day, COUNT(*) AS count
        FROM traffic_intervals PARTITION (${sql.raw(name)})
        GROUP BY kept_from`.execute(vigie.db)
      return rows.map(({ day }) => day)
    }
    await writeIntervals(vigie.db, { captureId: newId(), segment: 1 }, intervals)
    expect(await partition('d20260630')).toEqual(['2026-06-30'])
    expect(await partition('d20260701')).toEqual(['2026-07-01'])
    expect(await partition('d20260702')).toEqual([])
  })

  it('have their partitions once, however often and by how many they are made', async () => {
    const before = await boundaries()
    await ensurePartitions(vigie.db, START)
    await ensurePartitions(vigie.db, START - 30 * DAY_MS)
    expect(await boundaries()).toEqual(before)
    await Promise.all([1, 2, 3, 4].map(() => ensurePartitions(vigie.db, START + 2 * DAY_MS)))
    const after = await boundaries()
    expect(after).toHaveLength(before.length + 2 * trafficTables.length)
    expect(new Set(after).size).toBe(after.length)
  })

  it('of a day ahead of every partition are refused whole, and taken once the day has its own', async () => {
    const ahead = START + 60 * DAY_MS
    const segment = { captureId: newId(), segment: 1 }
    const writing = writeIntervals(vigie.db, segment, [
      intervals[0] ?? intervalOf(0, START),
      intervalOf(1, ahead),
    ])
    await expect(writing).rejects.toThrow(/partition/i)
    expect(await sealIntervals(vigie.db, segment)).toMatchObject({ totals: { intervals: 0 } })
    await ensurePartitions(vigie.db, ahead)
    await writeIntervals(vigie.db, segment, [intervalOf(1, ahead)])
    expect(await sealIntervals(vigie.db, segment)).toMatchObject({ totals: { intervals: 1 } })
  })

  it('of a day before every partition are taken too', async () => {
    const segment = { captureId: newId(), segment: 1 }
    await writeIntervals(vigie.db, segment, [intervalOf(0, Date.UTC(1999, 0, 1))])
    await writeIntervals(vigie.db, segment, [intervalOf(1, Date.UTC(2020, 0, 1))])
    expect(await sealIntervals(vigie.db, segment)).toMatchObject({ totals: { intervals: 2 } })
  })
})
