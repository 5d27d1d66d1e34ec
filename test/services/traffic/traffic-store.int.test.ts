import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { newId } from '../../../src/base/ids.ts'
import {
  ensurePartitions,
  sealedTotals,
  summarizeTraffic,
  writeIntervals,
} from '../../../src/services/traffic/index.ts'
import { OTHERS } from '../../../src/services/traffic/interval.ts'
import { hashInterval, hashSegment } from '../../../src/services/traffic/interval-hash.ts'
import { trafficTables } from '../../../src/services/traffic/traffic-store.ts'
import { type RealMysql, startRealMysql } from '../../support/real-mysql.ts'
import { type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { intervalOf } from './intervals.ts'

const DAY_MS = 86_400_000
/** The last minute of a day, so that one segment lies in two. */
const START = Date.UTC(2026, 5, 30, 23, 59, 58)
const SECONDS = 5

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
    expect(await sealedTotals(vigie.db, segment)).toEqual({
      intervals: SECONDS,
      packets: sumOf(({ packets }) => packets),
      bytes: sumOf(({ bytes }) => bytes),
      kernelDrops: 4 * SECONDS,
      truncated: SECONDS,
      malformed: 2 * SECONDS,
      flows: 3 * SECONDS,
      rowsHash: hashSegment(intervals.map(hashInterval)).toString('hex'),
      lastEndedAt: START + SECONDS * 1_000,
      lastNumber: SECONDS - 1,
    })
    const nothing = await sealedTotals(vigie.db, { ...segment, segment: 3 })
    expect(nothing).toMatchObject({ intervals: 0, packets: 0, kernelDrops: 0, lastEndedAt: null })
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
      { protocol: 'tcp', port: 443, packets: 50, bytes: 4_510 },
      { protocol: OTHERS, port: 0, packets: 10, bytes: 500 },
    ])
    expect(summary.devices[0]).toMatchObject({ address: '10.0.0.1', sentBytes: 2_500 })
    expect(summary.devices[1]).toMatchObject({ mac: OTHERS, sentBytes: 300 })
    expect(summary.destinations.map(({ address }) => address)).toEqual(['2001:db8::1', OTHERS])
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
      packets: 1,
      bytes: 100 + port,
    }))
    const crowded = intervalOf(0, START, { protocols, drops: null })
    await writeIntervals(vigie.db, { captureId, segment: 1 }, [crowded])
    const summary = await summarizeTraffic(vigie.db, { captureId }, 3)
    expect(summary.protocols.map(({ port }) => port)).toEqual([30, 29, 28, 0])
    expect(summary.protocols.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(30 * 100 + 435)
    expect(summary.totals.kernelDrops).toBeNull()
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
    expect(await sealedTotals(vigie.db, segment)).toMatchObject({ intervals: 0 })
    await ensurePartitions(vigie.db, ahead)
    await writeIntervals(vigie.db, segment, [intervalOf(1, ahead)])
    expect(await sealedTotals(vigie.db, segment)).toMatchObject({ intervals: 1 })
  })

  it('of a day before every partition are taken too', async () => {
    const segment = { captureId: newId(), segment: 1 }
    await writeIntervals(vigie.db, segment, [intervalOf(0, Date.UTC(1999, 0, 1))])
    await writeIntervals(vigie.db, segment, [intervalOf(1, Date.UTC(2020, 0, 1))])
    expect(await sealedTotals(vigie.db, segment)).toMatchObject({ intervals: 2 })
  })
})
