import { fileHeader, packetBlockBytes, writePacketBlock } from '../../src/wire/file/pcapng.ts'
import { frameOf } from '../services/traffic/traffic-frames.ts'
import { A, dnsMessage } from '../wire/dns-messages.ts'

const STARTED_AT = Date.UTC(2026, 10, 23, 0, 48, 6) / 1_000
const DEVICE = [10, 0, 0, 5]
const RESOLVER = [10, 0, 0, 1]
const SERVER = [203, 0, 113, 7]
const NAME = 'www.example.org'

/** The last octets of MAC addresses. */
const [OUR_MAC, ROUTER_MAC] = [1, 2]

const [FIN, SYN, RST, ACK] = [1, 2, 4, 16]
const QUERY = 0x0100
const RESPONSE = 0x8180

const inward = { fromMac: ROUTER_MAC, toMac: OUR_MAC }

/** A frame and when it came, in milliseconds after the first. */
type Seen = readonly [at: number, frame: Uint8Array]

const dns = (at: number, flags: number): Seen => {
  const questions = [{ name: NAME, type: A }]
  const answers = [{ name: NAME, type: A, data: Uint8Array.from(SERVER) }]
  const isAnswer = flags === RESPONSE
  const payload = dnsMessage({ id: 7, flags, questions, ...(isAnswer ? { answers } : {}) })
  const asked = { from: DEVICE, to: RESOLVER, fromPort: 40_000, toPort: 53 }
  const answered = { from: RESOLVER, to: DEVICE, fromPort: 53, toPort: 40_000, ...inward }
  return [at, frameOf({ ...(isAnswer ? answered : asked), payload })]
}

type Segment = {
  readonly flags: number
  readonly sequence: number
  readonly acknowledgement?: number
  readonly payload?: string
}

const tcp =
  (server: readonly number[], port: number, clientPort: number) =>
  (at: number, isOurs: boolean, { flags, payload = '', ...numbers }: Segment): Seen => {
    const ends = isOurs
      ? { from: DEVICE, to: server, fromPort: clientPort, toPort: port }
      : { from: server, to: DEVICE, fromPort: port, toPort: clientPort, ...inward }
    const said = { tcpFlags: flags, window: 1_000, payload: Buffer.from(payload), ...numbers }
    return [at, frameOf({ ...ends, protocol: 6, ...said })]
  }

const web = tcp(SERVER, 80, 50_000)
const ssh = tcp(RESOLVER, 22, 50_001)
const REQUEST = `GET / HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
const asked = 101 + REQUEST.length
const told = 501 + ANSWER.length

/** A device asks for a name, fetches a page from there, and is refused by another machine. */
const story: readonly Seen[] = [
  dns(0, QUERY),
  dns(20, RESPONSE),
  web(30, true, { flags: SYN, sequence: 100 }),
  web(40, false, { flags: SYN | ACK, sequence: 500, acknowledgement: 101 }),
  web(42.5, true, { flags: ACK, sequence: 101, acknowledgement: 501 }),
  web(50, true, { flags: ACK, sequence: 101, acknowledgement: 501, payload: REQUEST }),
  web(60, false, { flags: ACK, sequence: 501, acknowledgement: asked, payload: ANSWER }),
  web(2_000, true, { flags: FIN | ACK, sequence: asked, acknowledgement: told }),
  web(2_010, false, { flags: FIN | ACK, sequence: told, acknowledgement: asked + 1 }),
  web(2_012, true, { flags: ACK, sequence: asked + 1, acknowledgement: told + 1 }),
  ssh(3_000, true, { flags: SYN, sequence: 900 }),
  ssh(3_001, false, { flags: RST | ACK, sequence: 0, acknowledgement: 901 }),
]

/** The bytes of all its frames. */
export const STORY_BYTES = story.reduce((sum, [, frame]) => sum + frame.length, 0)
export const STORY_PACKETS = story.length

/** The story as a pcapng file. */
export const storyFile = (): Buffer => {
  const header = fileHeader({
    application: 'test',
    interface: 'eth0',
    filter: '',
    snaplenBytes: 65_535,
  })
  const blocks = story.map(([at, frame]) => {
    const block = Buffer.alloc(packetBlockBytes(frame.length))
    const seconds = STARTED_AT + Math.floor(at / 1_000)
    const nanoseconds = (at % 1_000) * 1e6
    const { length } = frame
    const bytes = Buffer.from(frame)
    const end = writePacketBlock(block, 0, bytes, 0, length, length, seconds, nanoseconds, -1)
    return block.subarray(0, end)
  })
  return Buffer.concat([header, ...blocks])
}
