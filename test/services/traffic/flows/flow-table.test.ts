import { describe, expect, it } from 'vitest'
import {
  AMOUNTS,
  BYTES,
  NUMBERS,
  PACKETS,
} from '../../../../src/services/traffic/flows/flow-record.ts'
import {
  type FlowKeeper,
  FlowTable,
  OTHER_IDLE_MS,
  TCP_CLOSED_IDLE_MS,
  TCP_IDLE_MS,
} from '../../../../src/services/traffic/flows/flow-table.ts'
import { LinkType } from '../../../../src/wire/link/link-type.ts'
import { PacketView } from '../../../../src/wire/packet-view.ts'
import { TcpFlag } from '../../../../src/wire/transport/tcp.ts'
import { type FrameSpec, frameOf, randomFrom } from '../traffic-frames.ts'

const view = new PacketView()

const count = (table: FlowTable, spec: FrameSpec, seconds = 0, wireLength = 100): boolean => {
  const bytes = frameOf(spec)
  view.decode(bytes, 0, bytes.length, Math.max(wireLength, bytes.length), -1, LinkType.ethernet)
  return table.count(bytes, 0, view, wireLength, seconds, 0) >= 0
}

/** All figures of the table, as sorted pairs: what one end sent beside what the other did. */
const figuresOf = (table: FlowTable): string[] => {
  const rows: string[] = []
  for (let entry = 0; entry < table.size; entry++) {
    const ways = [0, 1].map((way) => {
      const packets = table.numbers[entry * NUMBERS + PACKETS + way]
      return `${packets}/${table.amounts[entry * AMOUNTS + BYTES + way]}`
    })
    rows.push(ways.sort().join(' '))
  }
  return rows.sort()
}

const oneOf = (number: number): FrameSpec => ({
  from: [10, 0, number >> 8, number & 255],
  to: [192, 0, 2, 1],
})

describe('a flow table', () => {
  it('agrees with a map on random traffic, both ways under one key, while it grows', () => {
    const random = randomFrom(4)
    const table = new FlowTable(100_000)
    const oracle = new Map<string, [string, number, number, number, number]>()
    for (let run = 0; run < 60_000; run++) {
      const isIpv6 = random(3) === 0
      const host = () =>
        isIpv6 ? [0x20, 1, 0xd, 0xb8, ...new Array(11).fill(0), random(12)] : [10, 0, 0, random(12)]
      const spec = {
        from: host(),
        to: host(),
        protocol: [6, 17, 1][random(3)] ?? 6,
        fromPort: 1000 + random(8),
        toPort: 1000 + random(8),
      }
      const wireLength = 60 + random(1400)
      expect(count(table, spec, 0, wireLength)).toBe(true)
      const hasPorts = spec.protocol !== 1
      const ends = [
        `${spec.from}:${hasPorts ? spec.fromPort : 0}`,
        `${spec.to}:${hasPorts ? spec.toPort : 0}`,
      ]
      const key = `${spec.protocol} ${ends.toSorted().join(' ')}`
      const row = oracle.get(key) ?? [ends[0] ?? '', 0, 0, 0, 0]
      const way = row[0] === ends[0] ? 0 : 2
      row[1 + way] = Number(row[1 + way]) + 1
      row[2 + way] = Number(row[2 + way]) + wireLength
      oracle.set(key, row)
    }
    const expected = [...oracle.values()].map(([, p, b, q, c]) =>
      [`${p}/${b}`, `${q}/${c}`].sort().join(' '),
    )
    expect(table.size).toBeGreaterThan(2_000)
    expect(table.newFlows).toBe(oracle.size)
    expect(figuresOf(table)).toEqual(expected.sort())
  })

  it('refuses flows past its bound and goes on counting those it has', () => {
    const table = new FlowTable(1_500)
    for (let flow = 0; flow < 1_500; flow++) expect(count(table, oneOf(flow))).toBe(true)
    expect(count(table, oneOf(1_500))).toBe(false)
    expect(count(table, oneOf(7))).toBe(true)
    expect(table.size).toBe(1_500)
  })

  it('sets its counters to zero when an interval closes, and keeps the flows', () => {
    const table = new FlowTable(100)
    count(table, oneOf(1))
    table.closeInterval(1_000)
    expect([table.size, table.activeCount, table.newFlows]).toEqual([1, 0, 0])
    count(table, oneOf(1), 1)
    expect(figuresOf(table)).toEqual(['0/0 1/100'])
    expect([table.activeCount, table.newFlows]).toEqual([1, 0])
  })

  it('releases flows when their protocol has been silent for its time, and no sooner', () => {
    const table = new FlowTable(100)
    count(table, { ...oneOf(1), protocol: 6 })
    count(table, { ...oneOf(2), protocol: 6, tcpFlags: TcpFlag.rst })
    count(table, oneOf(3))
    const sweepAt = (ms: number) => {
      // Moves the time of the last search away, so that the next close searches.
      table.closeInterval(ms - 1e9)
      table.closeInterval(ms)
      return table.size
    }
    expect(sweepAt(TCP_CLOSED_IDLE_MS)).toBe(3)
    expect(sweepAt(TCP_CLOSED_IDLE_MS + 1)).toBe(2)
    expect(sweepAt(OTHER_IDLE_MS + 1)).toBe(1)
    expect(sweepAt(TCP_IDLE_MS)).toBe(1)
    expect(sweepAt(TCP_IDLE_MS + 1)).toBe(0)
  })

  it('needs no more room for a day of new flows than for those of some minutes', () => {
    const table = new FlowTable(1_000_000)
    let largest = 0
    for (let minute = 0; minute < 600; minute++) {
      for (let flow = 0; flow < 100; flow++) count(table, oneOf(minute * 100 + flow), minute * 60)
      table.closeInterval(minute * 60_000)
      largest = Math.max(largest, table.capacity)
    }
    expect(largest).toBeLessThanOrEqual(2_048)
  })

  it('gives the memory of a burst back and still finds the flows it kept', () => {
    const table = new FlowTable(1_000_000)
    for (let flow = 0; flow < 40_000; flow++) count(table, oneOf(flow))
    expect(table.capacity).toBeGreaterThanOrEqual(40_000)
    for (let flow = 0; flow < 40_000; flow += 4_000) count(table, oneOf(flow), 1_000)
    table.closeInterval(1_000_000)
    expect([table.size, table.capacity < 5_000]).toEqual([10, true])
    for (let flow = 0; flow < 40_000; flow += 4_000) count(table, oneOf(flow), 1_001)
    expect(table.size).toBe(10)
  })

  it('begins another flow of the same ends after too long a silence, or too long a life', () => {
    const table = new FlowTable(100, 30_000, 100_000)
    for (const seconds of [0, 30, 60, 91]) count(table, oneOf(1), seconds)
    expect(figuresOf(table)).toEqual(['0/0 1/100', '0/0 3/300'])
    for (const seconds of [120, 150, 180, 191, 192]) count(table, oneOf(1), seconds)
    expect(figuresOf(table)).toEqual(['0/0 1/100', '0/0 3/300', '0/0 5/500'])
  })

  it('finds the newer of two flows of the same ends after it has grown', () => {
    const table = new FlowTable(10_000, 10_000)
    count(table, oneOf(1), 0)
    count(table, oneOf(1), 20)
    for (let flow = 2; flow < 5_000; flow++) count(table, oneOf(flow), 21)
    count(table, oneOf(1), 22)
    expect(table.size).toBe(5_000)
    expect(figuresOf(table).at(-1)).toBe('0/0 2/200')
  })

  it('tells its keeper where each flow goes, in order, and which are over', () => {
    const table = new FlowTable(100)
    for (let flow = 0; flow < 6; flow++) count(table, oneOf(flow), flow % 2 === 0 ? 0 : 1_000)
    const said: string[] = []
    const keeper: FlowKeeper = {
      moved: (from, to) => said.push(`${from} to ${to}`),
      ended: (entry) => said.push(`${entry} is over`),
      allMoved: () => said.push('allMoved'),
    }
    table.keptBy(keeper)
    table.closeInterval(1_000_000)
    expect(said).toEqual([
      '0 is over',
      '1 to 0',
      '2 is over',
      '3 to 1',
      '4 is over',
      '5 to 2',
      'allMoved',
    ])
  })
})
