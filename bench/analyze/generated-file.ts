import { seededRandom } from '../../test/support/random.ts'
import { endsOf, openingOf, SERVERS } from './network.ts'
import { PcapWriter } from './pcap-writer.ts'
import { interleave, type Talk } from './talk.ts'
import { TcpTalk } from './tcp-talk.ts'
import { DNS_PACKETS, dnsTalk, voiceTalk } from './udp-kinds.ts'

const STARTED_AT = 1_700_000_000
const SEED = 20_261_122
/** As many as a network of some hundred devices has at one moment; each is drawn anew for each turn. */
const OPEN = 10_000
const BURST_MAX = 4

/** Of the flows; the rest is TCP. */
const DNS_SHARE = 0.12
const VOICE_SHARE = 0.04
const TLS_SHARE = 0.7
const VOICE_PACKETS = 40
/** Lengths of TCP flows differ by so many packets from their mean, both ways. */
const LENGTH_SPREAD = 20
/** Of the segments with data, which are half of all packets: 0.5 % of the packets are sent again. */
const LOSS_SHARE = 0.01

type FileSize = { readonly packets: number; readonly flows: number }

/**
 * Ethernet and IPv4: TCP flows from handshake to FIN, the first payload a ClientHello or an HTTP request; DNS; UDP both ways. 10,000 are
 * open at a time, and one says one to four packets before another is drawn.
 */
export const writeGeneratedFile = (path: string, size: FileSize): void => {
  const random = seededRandom(SEED)
  const writer = new PcapWriter(path, STARTED_AT)
  const burst = (): number => random.whole(1, BURST_MAX)
  interleave(writer, talksOf(size), { open: OPEN, burst, random })
  writer.close()
}

/** Exactly so many flows and packets. */
function* talksOf({ packets, flows }: FileSize): Generator<Talk> {
  const random = seededRandom(SEED + 1)
  const dns = Math.floor(flows * DNS_SHARE)
  const calls = Math.floor(flows * VOICE_SHARE)
  const [every, everyCall] = [Math.floor(flows / dns), Math.floor(flows / calls)]
  let tcpLeft = flows - dns - calls
  let packetsLeft = packets - dns * DNS_PACKETS - calls * VOICE_PACKETS
  let [dnsLeft, callsLeft] = [dns, calls]
  for (let flow = 0; flow < flows; flow++) {
    const server = random.whole(0, SERVERS - 1)
    if (dnsLeft > 0 && flow % every === 0) {
      dnsLeft--
      yield dnsTalk(flow, server)
    } else if (callsLeft > 0 && (flow % everyCall === 1 || tcpLeft === 0)) {
      callsLeft--
      yield voiceTalk(flow, server, VOICE_PACKETS)
    } else if (tcpLeft === 0) {
      dnsLeft--
      yield dnsTalk(flow, server)
    } else {
      const mean = packetsLeft / tcpLeft
      const spread = Math.min(LENGTH_SPREAD, Math.floor(mean / 2))
      const length = tcpLeft === 1 ? packetsLeft : Math.round(mean) + random.whole(-spread, spread)
      const isTls = random.next() < TLS_SHARE
      tcpLeft--
      packetsLeft -= length
      const ends = endsOf(flow, server, isTls ? 443 : 80)
      yield new TcpTalk(ends, length, openingOf(server, isTls), random, LOSS_SHARE)
    }
  }
}
