import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { begins, Match } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 1006, 6: version 3, reserved, length of all. */
const TPKT_VERSION = 3
const TPKT_LENGTH = 2
/** X.224, 13.3 and 13.4: the length of what follows it, the code, two references, the class. */
const INDICATOR = 4
const CODE = 5
const CONNECTION_REQUEST = 0xe0
const CONNECTION_CONFIRM = 0xd0
const CLASS = 10
const FIXED_LENGTH = 11
/** MS-RDPBCGR, 2.2.1.1 and 2.2.1.2: a cookie, and a structure of a type, flags and 8 as its own length, little-endian. */
const COOKIE = 'Cookie: ms'
const NEGOTIATION_REQUEST = 1
const NEGOTIATION_ANSWER = 2
const NEGOTIATION_FAILURE = 3
const NEGOTIATION_LENGTH = 0x0800

/** MS-RDPEUDP, 2.2.2.1 and 3.1.5.1.1: of the first datagram no acknowledged number, SYN, two MTUs; zeros fill it. */
const NOTHING_ACKNOWLEDGED = -1
const UDP_FLAGS = 6
const UDP_SYN = 1
const UDP_UP = 12
const UDP_DOWN = 14
const MIN_MTU = 1132
const MAX_MTU = 1232

/** RDP: the request for a connection and its confirmation, or the first datagram of its way over UDP. */
export const rdp: Application = {
  name: 'rdp',
  transport: 'both',
  ports: [3389],
  look: ({ bytes, from, to, isTcp, serverPort }) => {
    if (!isTcp) return isUdpSyn(bytes, from, to) ? Verdict.done : Verdict.no
    if (u8(bytes, from) !== TPKT_VERSION) return Verdict.no
    if (from + FIXED_LENGTH > to) return Verdict.unsure
    const length = u16(bytes, from + TPKT_LENGTH)
    if (length < FIXED_LENGTH || u8(bytes, from + INDICATOR) !== length - CODE) return Verdict.no
    const code = u8(bytes, from + CODE)
    const isRequest = code === CONNECTION_REQUEST
    if ((!isRequest && code !== CONNECTION_CONFIRM) || u8(bytes, from + CLASS) !== 0)
      return Verdict.no
    if (length === FIXED_LENGTH) return rdp.ports.includes(serverPort) ? Verdict.done : Verdict.no
    return lookBehindFixed(bytes, from + FIXED_LENGTH, to, isRequest)
  },
}

/** Others that use X.224 (S7, MMS, H.323) have its own parameters there. */
const lookBehindFixed = (
  bytes: Uint8Array,
  at: number,
  to: number,
  isRequest: boolean,
): Verdict => {
  const match = isRequest ? begins(bytes, at, to, COOKIE) : Match.no
  if (match === Match.whole) return Verdict.done
  if (match === Match.soFar || at + 4 > to) return Verdict.unsure
  const type = u8(bytes, at)
  const isKnown = isRequest
    ? type === NEGOTIATION_REQUEST
    : type === NEGOTIATION_ANSWER || type === NEGOTIATION_FAILURE
  return isKnown && u16(bytes, at + 2) === NEGOTIATION_LENGTH ? Verdict.done : Verdict.no
}

const isUdpSyn = (bytes: Uint8Array, at: number, to: number): boolean =>
  isMtu(to - at) &&
  i32(bytes, at) === NOTHING_ACKNOWLEDGED &&
  (u16(bytes, at + UDP_FLAGS) & UDP_SYN) !== 0 &&
  isMtu(u16(bytes, at + UDP_UP)) &&
  isMtu(u16(bytes, at + UDP_DOWN))

const isMtu = (length: number): boolean => length >= MIN_MTU && length <= MAX_MTU
