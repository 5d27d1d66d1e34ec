import { expect, it } from 'vitest'
import { NO_PACKETS } from '../../../../src/base/traffic/traffic-apart.ts'
import { NO_DNS, NO_TCP } from '../../../../src/base/traffic/traffic-health.ts'
import type { Interval } from '../../../../src/services/traffic/interval.ts'
import { hashInterval, hashSegment } from '../../../../src/services/traffic/store/interval-hash.ts'

const ways = { sentPackets: 3, sentBytes: 300, receivedPackets: 0, receivedBytes: 0 }
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
    { protocol: 'tcp', port: 443, application: 'tls', packets: 2, bytes: 200 },
    { protocol: 'tcp', port: 443, application: '', packets: 1, bytes: 100 },
    { protocol: 'tcp', port: 80, application: 'http', packets: 2, bytes: 200 },
  ],
  devices: [{ mac: '02:00:00:00:00:01', address: '10.0.0.1', name: 'attic', ...ways }],
  destinations: [
    { address: '192.0.2.1', name: 'www.example.org', ...ways },
    { address: '192.0.2.1', name: '', ...ways },
  ],
  conversations: [
    { a: '10.0.0.1', b: '192.0.2.1', packetsAB: 3, bytesAB: 300, packetsBA: 0, bytesBA: 0 },
    { a: '10.0.0.2', b: '192.0.2.1', packetsAB: 2, bytesAB: 200, packetsBA: 0, bytesBA: 0 },
  ],
  details: [
    { application: 'tls', detail: '1.3', count: 1 },
    { application: 'http', detail: 'GET', count: 1 },
  ],
  apart: { broadcast: { packets: 1, bytes: 60 }, multicast: NO_PACKETS, own: null },
  tcp: { ...NO_TCP, connections: 2, serverUs: 1_500 },
  dns: { ...NO_DNS, questions: 1 },
}

it('is the same hash whatever the order of the rows, today and tomorrow', () => {
  const turned = {
    ...interval,
    protocols: interval.protocols.toReversed(),
    destinations: interval.destinations.toReversed(),
    conversations: interval.conversations.toReversed(),
    details: interval.details.toReversed(),
  }
  expect(hashInterval(turned)).toEqual(hashInterval(interval))
  expect(hashInterval(interval).toString('hex')).toBe(
    '250fe3939e59f7f4496fdd71f39191244f14fdd5fdb023dce548acbf1486a6ce',
  )
})

it('is another hash where any figure differs', () => {
  const [device] = interval.devices
  const others = [
    { ...interval, packets: 6 },
    { ...interval, drops: 0 },
    { ...interval, endedAt: 4_001 },
    { ...interval, protocols: interval.protocols.slice(1) },
    { ...interval, protocols: [], conversations: [] },
    { ...interval, devices: device === undefined ? [] : [{ ...device, name: 'cellar' }] },
    { ...interval, destinations: interval.destinations.slice(1) },
    { ...interval, details: [] },
    ...(['broadcast', 'multicast', 'own'] as const).map((part) => ({
      ...interval,
      apart: { ...interval.apart, [part]: { packets: 2, bytes: 60 } },
    })),
    ...(Object.keys(NO_TCP) as (keyof typeof NO_TCP)[]).map((figure) => ({
      ...interval,
      tcp: { ...interval.tcp, [figure]: 7 },
    })),
    ...(Object.keys(NO_DNS) as (keyof typeof NO_DNS)[]).map((figure) => ({
      ...interval,
      dns: { ...interval.dns, [figure]: 7 },
    })),
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
