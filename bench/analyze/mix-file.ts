import { type Random, seededRandom } from '../../test/support/random.ts'
import { ArpTalk, PingTalk } from './link-talk.ts'
import { endsOf, openingOf, RESOLVER, SERVERS } from './network.ts'
import { PcapWriter } from './pcap-writer.ts'
import { interleave, type Talk } from './talk.ts'
import { TCP_PACKETS_MIN, TcpTalk } from './tcp-talk.ts'
import { DNS_PACKETS, dnsTalk, QUIC_PACKETS_MIN, quicTalk, voiceTalk } from './udp-kinds.ts'

const STARTED_AT = 1_700_000_000
const SEED = 20_261_123
const OPEN = 500
/** A flow with more packets to come than this sends them in trains. */
const ELEPHANT_PACKETS = 200
const TRAIN = [10, 40] as const
const MOUSE_BURST_MAX = 4
/** Sizes follow a Pareto distribution with this exponent, up to the bound: most of the packets are in few of the flows. */
const PARETO_EXPONENT = 1.1
const FLOW_PACKETS_MAX = 20_000
const LOSS_SHARE = 0.01
const V6_SHARE = 0.2
const TLS_SHARE = 0.85
const PINGS = 6
/** The last flow takes what is left, once that is too little for one of any other kind. */
const LAST_PACKETS = 40

/** Of all packets: the kind that is furthest behind its share begins the next flow. */
const kinds = [
  { kind: 'tcp', share: 0.715 },
  { kind: 'quic', share: 0.2 },
  { kind: 'dns', share: 0.05 },
  { kind: 'voice', share: 0.02 },
  { kind: 'ping', share: 0.01 },
  { kind: 'arp', share: 0.005 },
] as const
type Kind = (typeof kinds)[number]['kind']

/**
 * What a network of some hundred devices may look like: 71.5 % of the packets are TCP, 20 % QUIC, 5 % DNS, then calls, pings and ARP; a
 * fifth of the TCP and QUIC flows is IPv6. Few flows have most of the packets, and send 10 to 40 of them in a row.
 */
export const writeMixFile = (path: string, packets: number): void => {
  const random = seededRandom(SEED)
  const writer = new PcapWriter(path, STARTED_AT)
  const burst = ({ left }: Talk): number =>
    left > ELEPHANT_PACKETS ? random.whole(...TRAIN) : random.whole(1, MOUSE_BURST_MAX)
  interleave(writer, talksOf(packets), { open: OPEN, burst, random })
  writer.close()
}

function* talksOf(packets: number): Generator<Talk> {
  const random = seededRandom(SEED + 1)
  const given = new Map<Kind, number>()
  let left = packets
  for (let flow = 0; left > 0; flow++) {
    const kind = left <= LAST_PACKETS ? 'ping' : nextKind(given, packets - left)
    const talk = talkOf(kind, flow, left, random)
    given.set(kind, (given.get(kind) ?? 0) + talk.left)
    left -= talk.left
    yield talk
  }
}

/** The kind that is furthest behind its share of the packets so far. */
const nextKind = (given: ReadonlyMap<Kind, number>, sum: number): Kind => {
  let [furthest, most] = ['tcp' as Kind, -1]
  for (const { kind, share } of kinds) {
    const behind = share * (sum + 1) - (given.get(kind) ?? 0)
    if (behind > most) [furthest, most] = [kind, behind]
  }
  return furthest
}

const talkOf = (kind: Kind, flow: number, left: number, random: Random): Talk => {
  const server = random.whole(0, SERVERS - 1)
  const isV6 = random.next() < V6_SHARE
  if (kind === 'dns') return dnsTalk(flow, server)
  if (kind === 'arp') return new ArpTalk(endsOf(flow, RESOLVER, 0), DNS_PACKETS)
  if (kind === 'ping')
    return new PingTalk(endsOf(flow, server, 0), left <= LAST_PACKETS ? left : PINGS)
  const least = kind === 'tcp' ? TCP_PACKETS_MIN : QUIC_PACKETS_MIN
  const drawn = Math.floor(least * (1 - random.next()) ** (-1 / PARETO_EXPONENT))
  const length = Math.min(drawn, FLOW_PACKETS_MAX, left)
  if (kind === 'quic') return quicTalk(flow, server, length, isV6, random)
  if (kind === 'voice') return voiceTalk(flow, server, length)
  const isTls = random.next() < TLS_SHARE
  const ends = endsOf(flow, server, isTls ? 443 : 80, isV6)
  return new TcpTalk(ends, length, openingOf(server, isTls), random, LOSS_SHARE)
}
