import { seededRandom } from '../../test/support/random.ts'
import { endsOf, openingOf, SERVERS } from './network.ts'
import { PcapWriter } from './pcap-writer.ts'
import { interleave, type Talk } from './talk.ts'
import { TCP_PACKETS_OPENING, TcpTalk } from './tcp-talk.ts'
import { UdpTalk } from './udp-talk.ts'

const STARTED_AT = 1_700_000_000
const SEED = 20_261_124
/** So many others begin, on average, before one is answered. */
const OPEN = 1_000
const UDP_PORT = 27_015
const UDP_BYTES = 32
const NOTHING = Buffer.alloc(0)

/** Flows of two packets, all of them within half a minute: a SYN and its answer, and a datagram and its answer, in turns. */
export const writeMillionFile = (path: string, flows: number): void => {
  const random = seededRandom(SEED)
  const writer = new PcapWriter(path, STARTED_AT)
  interleave(writer, talksOf(flows), { open: OPEN, burst: () => 1, random })
  writer.close()
}

function* talksOf(flows: number): Generator<Talk> {
  const random = seededRandom(SEED + 1)
  for (let flow = 0; flow < flows; flow++) {
    const server = random.whole(0, SERVERS - 1)
    if (flow % 2 === 0) {
      const opening = openingOf(server, true)
      yield new TcpTalk(endsOf(flow, server, 443), TCP_PACKETS_OPENING, opening, random, 0)
    } else {
      yield new UdpTalk(endsOf(flow, server, UDP_PORT), 2, (number) => ({
        fromClient: number === 0,
        text: NOTHING,
        more: UDP_BYTES,
      }))
    }
  }
}
