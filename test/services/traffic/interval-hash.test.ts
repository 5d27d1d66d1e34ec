import { expect, it } from 'vitest'
import type { Interval } from '../../../src/services/traffic/interval.ts'
import { hashInterval, hashSegment } from '../../../src/services/traffic/interval-hash.ts'

const interval: Interval = {
  number: 3,
  startedAt: 3_000,
  endedAt: 4_000,
  packets: 5,
  bytes: 500,
  truncated: 0,
  malformed: 0,
  flows: 2,
  otherFlows: 0,
  drops: null,
  protocols: [
    { protocol: 'tcp', port: 443, packets: 3, bytes: 300 },
    { protocol: 'tcp', port: 80, packets: 2, bytes: 200 },
  ],
  devices: [],
  destinations: [],
  conversations: [
    { a: '10.0.0.1', b: '192.0.2.1', packetsAB: 3, bytesAB: 300, packetsBA: 0, bytesBA: 0 },
    { a: '10.0.0.2', b: '192.0.2.1', packetsAB: 2, bytesAB: 200, packetsBA: 0, bytesBA: 0 },
  ],
}

it('is the same hash whatever the order of the rows, today and tomorrow', () => {
  const turned = {
    ...interval,
    protocols: interval.protocols.toReversed(),
    conversations: interval.conversations.toReversed(),
  }
  expect(hashInterval(turned)).toEqual(hashInterval(interval))
  expect(hashInterval(interval).toString('hex')).toBe(
    '4b16e7a31ed8c9dc202b55319ab1221ae1455de538a457bc792c09fa61b17e6a',
  )
})

it('is another hash where any figure differs', () => {
  const others = [
    { ...interval, packets: 6 },
    { ...interval, drops: 0 },
    { ...interval, endedAt: 4_001 },
    { ...interval, protocols: interval.protocols.slice(1) },
    { ...interval, protocols: [], conversations: [] },
  ]
  const hashes = [interval, ...others].map((each) => hashInterval(each).toString('hex'))
  expect(new Set(hashes).size).toBe(hashes.length)
})

it('hashes a segment by its intervals in order', () => {
  const first = hashInterval(interval)
  const second = hashInterval({ ...interval, number: 4 })
  expect(hashSegment([first, second])).not.toEqual(hashSegment([second, first]))
  expect(hashSegment([first, second])).toEqual(hashSegment([Uint8Array.from(first), second]))
})
