import { createHash } from 'node:crypto'
import type { PacketSum } from '../../../base/traffic/traffic-apart.ts'
import type { DnsHealth, TcpHealth } from '../../../base/traffic/traffic-health.ts'
import type { TwoWays } from '../../../base/traffic/two-ways.ts'
import type { Interval } from '../interval.ts'

type Row = readonly (string | number | null)[]

/**
 * SHA-256 of an interval in its canonical form: one JSON array, numbers in decimal, each list as
 * arrays of values sorted by their key (the first `keys` values, compared as UTF-16 units and as
 * numbers). The order of the rows does not matter. Made once, when the interval is written, and kept
 * with its rows: those of an earlier version have the hash of the form that they had then.
 */
export const hashInterval = (interval: Interval): Buffer => {
  const { protocols, devices, destinations, conversations, details } = interval
  const { broadcast, multicast, own } = interval.apart
  const form = [
    interval.number,
    interval.startedAt,
    interval.endedAt,
    interval.packets,
    interval.bytes,
    interval.truncated,
    interval.malformed,
    interval.flows,
    interval.otherFlows,
    interval.drops,
    sorted(
      protocols.map((row) => [row.protocol, row.port, row.application, row.packets, row.bytes]),
      3,
    ),
    sorted(
      devices.map((row) => [row.mac, row.address, row.name, ...twoWays(row)]),
      2,
    ),
    sorted(
      destinations.map((row) => [row.address, row.name, ...twoWays(row)]),
      2,
    ),
    sorted(
      conversations.map((row) => [
        row.a,
        row.b,
        row.packetsAB,
        row.bytesAB,
        row.packetsBA,
        row.bytesBA,
      ]),
      2,
    ),
    sorted(
      details.map((row) => [row.application, row.detail, row.count]),
      2,
    ),
    tcpRow(interval.tcp),
    dnsRow(interval.dns),
    [broadcast, multicast, own].map(sumRow),
  ]
  return createHash('sha256').update(JSON.stringify(form)).digest()
}

/** SHA-256 over the hashes of a segment's intervals, in their order. */
export const hashSegment = (hashes: Iterable<Uint8Array>): Buffer => {
  const digest = createHash('sha256')
  for (const hash of hashes) digest.update(hash)
  return digest.digest()
}

const twoWays = (row: TwoWays): Row => [
  row.sentPackets,
  row.sentBytes,
  row.receivedPackets,
  row.receivedBytes,
]

const tcpRow = (tcp: TcpHealth): Row => [
  tcp.connections,
  tcp.unanswered,
  tcp.refused,
  tcp.retransmissions,
  tcp.fastRetransmissions,
  tcp.outOfOrder,
  tcp.duplicateAcks,
  tcp.zeroWindows,
  tcp.resets,
  tcp.handshakes,
  tcp.serverUs,
  tcp.clientUs,
]

const dnsRow = (dns: DnsHealth): Row => [
  dns.questions,
  dns.answers,
  dns.nameErrors,
  dns.failures,
  dns.timed,
  dns.latencyUs,
]

const sumRow = (sum: PacketSum | null): Row | null => sum && [sum.packets, sum.bytes]

const sorted = (rows: Row[], keys: number): Row[] => rows.sort((x, y) => compareKeys(x, y, keys))

const compareKeys = (x: Row, y: Row, keys: number): number => {
  for (let i = 0; i < keys; i++) {
    const left = x[i] ?? ''
    const right = y[i] ?? ''
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}
