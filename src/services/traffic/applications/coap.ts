import { u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 7252, 3: version 1, type and length of the token; code, number; token, options, and behind a marker the payload. */
const HEADER_LENGTH = 4
const VERSION = 1
const LONGEST_TOKEN = 8
const MARKER = 0xff
/** RFC 7252, 3.1: in a nibble of an option's header, one byte more follows, or two, or it is none. */
const ONE_MORE = 13
const TWO_MORE = 14
const TWO_MORE_BASE = 269
/** GET, POST, PUT, DELETE (RFC 7252, 12.1.1), FETCH, PATCH, iPATCH (RFC 8132). */
const LAST_METHOD = 7
/** The classes of answers: success, the client's and the server's faults. */
const ANSWER_CLASSES: readonly number[] = [2, 4, 5]

/** CoAP: a message that its options and payload fill. */
export const coap: Application = {
  name: 'coap',
  transport: 'udp',
  ports: [5683],
  portsOnly: true,
  look: ({ bytes, from, to }) => {
    const first = u8(bytes, from)
    const token = first & 15
    if (first >> 6 !== VERSION || token > LONGEST_TOKEN) return Verdict.no
    const at = from + HEADER_LENGTH + token
    if (at > to) return Verdict.no
    const code = u8(bytes, from + 1)
    // Empty: a ping, or an acknowledgement before the answer.
    if (code === 0) return at === to && token === 0 ? Verdict.done : Verdict.no
    if (code > LAST_METHOD && !ANSWER_CLASSES.includes(code >> 5)) return Verdict.no
    return isFilled(bytes, at, to) ? Verdict.done : Verdict.no
  },
}

const isFilled = (bytes: Uint8Array, from: number, to: number): boolean => {
  let at = from
  while (at < to) {
    const header = u8(bytes, at++)
    if (header === MARKER) return at < to
    const delta = header >> 4
    const length = header & 15
    if (delta > TWO_MORE || length > TWO_MORE) return false
    if (delta >= ONE_MORE) at += delta - ONE_MORE + 1
    const more = length < ONE_MORE ? 0 : length - ONE_MORE + 1
    if (at + more > to) return false
    if (more === 1) at += u8(bytes, at) + ONE_MORE
    else if (more === 2) at += u16(bytes, at) + TWO_MORE_BASE
    else at += length
    at += more
  }
  return at === to
}
