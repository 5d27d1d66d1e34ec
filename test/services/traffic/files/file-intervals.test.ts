import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AnalyzeOptions,
  FILE_INTERVALS_MAX,
} from '../../../../src/base/traffic/file-figures.ts'
import { analyzeFile } from '../../../../src/services/traffic/file-analysis.ts'
import type { Interval } from '../../../../src/services/traffic/interval.ts'
import { TcpFlag } from '../../../../src/wire/transport/tcp.ts'
import { type Packet, pcapMagic, pcapPieces } from '../../../wire/capture-builder.ts'
import { files, pathOf, reason, suite } from '../corpus/corpus.ts'
import { frameOf, randomFrom } from '../traffic-frames.ts'

const START_S = 1_565_000_000
const { syn, ack, rst, fin } = TcpFlag

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-file-intervals-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A packet `at` seconds after the start. */
const packetOf = (bytes: Uint8Array, at: number): Packet => {
  const seconds = START_S + Math.floor(at)
  const nanoseconds = Math.floor((at - Math.floor(at)) * 1e6) * 1e3
  return { bytes, wireLength: bytes.length, seconds, nanoseconds, link: 1 }
}

const device = (number: number) => [10, 0, number >> 8, number & 255]
const datagram = (at: number, host = 1) =>
  packetOf(frameOf({ from: device(host), to: [192, 0, 2, 1] }), at)

/** Reads a file of these packets twice over: as a whole, and in intervals. */
const readBoth = async (packets: readonly Packet[], options: Partial<AnalyzeOptions> = {}) => {
  const file = path.join(folder, 'capture.pcap')
  writeFileSync(file, Buffer.concat(pcapPieces(packets, { magic: pcapMagic.nanoseconds })))
  return readFileBoth(file, options)
}

const readFileBoth = async (file: string, options: Partial<AnalyzeOptions> = {}) => {
  const intervals: Interval[] = []
  let isWaiting = false
  const whole = await analyzeFile(
    file,
    { top: 100_000, ...options },
    () => expect(isWaiting).toBe(false),
    async (taken) => {
      isWaiting = true
      await new Promise((resolve) => setImmediate(resolve))
      intervals.push(...taken)
      isWaiting = false
    },
  )
  return { whole, intervals }
}

const FIGURES = ['packets', 'bytes', 'flows', 'truncated', 'malformed', 'otherFlows'] as const

const sumsOf = (intervals: readonly Interval[]) =>
  Object.fromEntries(
    FIGURES.map((name) => [name, intervals.reduce((sum, interval) => sum + interval[name], 0)]),
  )

type Both = Awaited<ReturnType<typeof readBoth>>

const expectSame = ({ whole, intervals }: Both) => {
  const { packets, bytes, flowCount: flows, truncated, malformed, otherFlows } = whole
  expect(sumsOf(intervals)).toEqual({ packets, bytes, flows, truncated, malformed, otherFlows })
  expect(intervals.map(({ number }) => number)).toEqual(intervals.map((_, index) => index))
  for (const { packets: some, startedAt, endedAt } of intervals) {
    expect(some).toBeGreaterThan(0)
    expect(endedAt).toBeGreaterThan(startedAt)
    expect(Number.isInteger(startedAt) && Number.isInteger(endedAt)).toBe(true)
  }
}

const totalTcp = (intervals: readonly Interval[]) =>
  intervals.reduce<Record<string, number>>((sums, { tcp }) => {
    for (const [name, count] of Object.entries(tcp)) sums[name] = (sums[name] ?? 0) + count
    return sums
  }, {})

/** Packets of many kinds, of which some are cut or contradict themselves; each comes `step` seconds or so after the one before. */
const generated = (seed: number, count: number, step: number): Packet[] => {
  const random = randomFrom(seed)
  const flags = [syn, syn | ack, ack, ack, ack, rst, fin | ack]
  let at = 0
  return Array.from({ length: count }, () => {
    at += (random(1_000) / 500) * step
    if (random(20) === 0) at += 40 * step
    const late = random(10) === 0 ? random(1_000) / 500 : 0
    const frame = frameOf({
      from: device(random(40)),
      to: [192, 0, 2, random(5)],
      protocol: random(2) === 0 ? 6 : 17,
      fromPort: 40_000 + random(30),
      toPort: [53, 80, 443][random(3)] ?? 0,
      tcpFlags: flags[random(flags.length)] ?? ack,
      sequence: random(5_000),
      payload: new Uint8Array(random(300)),
    })
    const kept = random(15) === 0 ? frame.subarray(0, random(frame.length)) : frame
    if (random(15) === 0) frame[16] = 0 // the IP header's length contradicts itself
    return { ...packetOf(kept, Math.max(0, at - late)), wireLength: frame.length }
  })
}

describe('the intervals of a file', () => {
  it.each([
    [1, 4_000, 0.001],
    [2, 4_000, 0.1],
    [3, 4_000, 5],
    [4, 2_000, 600],
    [5, 2_000, 90_000],
  ])('sum to what the whole file is (seed %d, %d packets, %d s apart)', async (...parameters) => {
    const both = await readBoth(generated(...parameters))
    expectSame(both)
    expect(both.whole.truncated).toBeGreaterThan(0)
    expect(both.whole.malformed).toBeGreaterThan(0)
    const { unanswered, ...tcp } = totalTcp(both.intervals)
    expect(both.whole.figures.tcp).toMatchObject(tcp)
    // A connection that was opened again is no longer waited for once the table has grown between two intervals.
    expect(unanswered).toBeGreaterThan(0.9 * both.whole.figures.tcp.unanswered)
    expect(unanswered).toBeLessThanOrEqual(both.whole.figures.tcp.unanswered)
  })

  it('sum to it where flows end by time-outs, too', async () => {
    const options = { idleSeconds: 30, activeSeconds: 90 }
    const packets = generated(6, 4_000, 1)
    const both = await readBoth(packets, options)
    expectSame(both)
    expect(both.whole.flowCount).toBeGreaterThan((await readBoth(packets)).whole.flowCount)
  })

  it('count a flow once, however long it was silent', async () => {
    const both = await readBoth([0, 1, 4_000, 90_000].map((at) => datagram(at)))
    expect(both.intervals.map(({ flows }) => flows)).toEqual([1, 0, 0, 0])
    expectSame(both)
  })

  it('count each the flows that they had no room for', async () => {
    const packets = Array.from({ length: 50 }, (_, host) => datagram(host / 10, host))
    const { whole, intervals } = await readBoth(packets, { flowLimit: 4 })
    expect(sumsOf(intervals)).toMatchObject({ packets: 50, bytes: whole.bytes })
    expect(intervals.every(({ otherFlows }) => otherFlows > 0)).toBe(true)
  })

  it('are seconds of the clock that have packets, so that the busiest is that of the file', async () => {
    const { whole, intervals } = await readBoth([0.2, 0.9, 1.1, 7.5].map((at) => datagram(at)))
    expect(
      intervals.map(({ startedAt, packets }) => [startedAt / 1_000 - START_S, packets]),
    ).toEqual([
      [0, 2],
      [1, 1],
      [7, 1],
    ])
    expect(intervals.every(({ startedAt, endedAt }) => endedAt - startedAt === 1_000)).toBe(true)
    const busiest = Math.max(...intervals.map(({ bytes }) => bytes))
    expect(busiest).toBe(whole.figures.totals.peakBytesPerSecond)
  })

  it('are seconds for an hour, then minutes for a week, then hours', async () => {
    const { intervals } = await readBoth(
      Array.from({ length: 13_700 }, (_, number) =>
        datagram(number < 3_600 ? number : 3_600 + (number - 3_599) * 60),
      ),
    )
    const lengths = Map.groupBy(intervals, ({ startedAt, endedAt }) => endedAt - startedAt)
    expect([...lengths].map(([length, some]) => [length, some.length])).toEqual([
      [1_000, 3_600],
      [60_000, 10_080],
      [3_600_000, 1],
    ])
  })

  it('take in what comes late, and follow where time goes back', async () => {
    const both = await readBoth([100, 99, 41, 100.5, 10, 11, 101].map((at) => datagram(at)))
    expectSame(both)
    const shown = both.intervals.map(({ startedAt, packets }) => [
      startedAt / 1_000 - START_S,
      packets,
    ])
    expect(shown).toEqual([
      [100, 4],
      [10, 1],
      [11, 1],
      [101, 1],
    ])
  })

  it('follow a time far ahead for one packet, and are back with the next', async () => {
    const wild = { ...datagram(0), seconds: 0xffff_ffff }
    const both = await readBoth([datagram(0), wild, datagram(1), { ...wild, seconds: 0 }])
    expectSame(both)
    expect(both.intervals).toHaveLength(4)
  })

  it('are no more than their bound, whatever the times are', async () => {
    const random = randomFrom(7)
    const packets = Array.from({ length: FILE_INTERVALS_MAX + 5_000 }, (_, host) => ({
      ...datagram(0, host % 100),
      seconds: random(2 ** 32),
    }))
    const both = await readBoth(packets)
    expectSame(both)
    expect(both.intervals).toHaveLength(FILE_INTERVALS_MAX)
    expect(both.intervals.at(-1)?.packets).toBe(5_001)
  })

  it('are none of a file without packets', async () => {
    expect((await readBoth([])).intervals).toEqual([])
  })

  it('end the reading with what went wrong for whoever takes them', async () => {
    const file = path.join(folder, 'refused.pcap')
    writeFileSync(file, Buffer.concat(pcapPieces([datagram(0), datagram(5)])))
    const refused = analyzeFile(
      file,
      { top: 1 },
      () => {},
      () => Promise.reject(new Error('away')),
    )
    await expect(refused).rejects.toThrow('away')
  })
})

suite(`the intervals of real captures${reason}`, () => {
  it.each(files.filter((_, index) => index % 9 === 0))('sum to %s', async (file) => {
    expectSame(await readFileBoth(pathOf(file)))
  })
})
