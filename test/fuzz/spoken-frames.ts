import { examples } from '../services/traffic/applications/examples.ts'
import type { Spoken } from '../services/traffic/applications/spoken.ts'
import { type Bytes, ethernet, ipv4, tcp, udp } from '../wire/frame-builder.ts'

const FIRST_PORT = 50_000
const ETHERTYPE_IPV4 = 0x0800
const TCP = 6
const UDP = 17
const SERVER = [198, 51, 100, 2]
const CLIENT = [192, 0, 2, 1]

/** What the applications' tests let them hear, in Ethernet frames: each example is a flow of its own. */
export const spokenFrames = (): readonly Bytes[] =>
  examples
    .flatMap(([, cases]) => cases.map(([, spoken]) => spoken))
    .flatMap((spoken, place) => framesOf(spoken, FIRST_PORT + place))

const framesOf = (
  { isTcp, fromClient, serverPort, parts }: Spoken,
  clientPort: number,
): readonly Bytes[] => {
  const [source, destination] = fromClient ? [clientPort, serverPort] : [serverPort, clientPort]
  const ends = fromClient
    ? { source: CLIENT, destination: SERVER }
    : { source: SERVER, destination: CLIENT }
  let sequence = 1
  return parts.map((part) => {
    const payload = [...part]
    const transport = isTcp
      ? tcp({ source, destination, sequence }, payload)
      : udp(source, destination, payload)
    sequence += payload.length
    return ethernet(ETHERTYPE_IPV4, ipv4(isTcp ? TCP : UDP, transport, ends))
  })
}
