import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { indexOfByte } from '../../../wire/text-line.ts'
import { type Application, type Facts, Verdict } from './application.ts'

/** RFC 8489, 5: two bits that are 0 and the type, length of what follows the header, cookie, transaction. */
const HEADER_LENGTH = 20
const LENGTH = 2
const COOKIE_AT = 4
const COOKIE = 0x2112a442
const ZERO_BITS = 0xc0
/** Over TCP between peers a length goes before each message (RFC 6544, 3; RFC 4571, 2). */
const FRAME_HEADER = 2
const ATTRIBUTE_HEADER = 4
/** RFC 8489, 14.3 and 14.9. */
const USERNAME = 0x0006
const REALM = 0x0014
const DOT = 0x2e
/** Without the cookie (RFC 3489, 11.1): binding and shared secret; only on its port, and with attributes that fill the message. */
const OLD_TYPES: readonly number[] = [0x0001, 0x0101, 0x0111, 0x0002, 0x0102, 0x0112]

/**
 * STUN and TURN. The realm of which the server is, and for which the client authenticates, is taken for the server's name; whoever
 * gives a user but no realm checks a path to a peer (RFC 8445), which has none.
 */
export const stun: Application = {
  name: 'stun',
  transport: 'both',
  ports: [3478, 3479],
  look: ({ bytes, from, to, isTcp, serverPort }, facts) => {
    if ((u8(bytes, from) & ZERO_BITS) !== 0) return Verdict.no
    const at = isTcp && isFramed(bytes, from, to) ? from + FRAME_HEADER : from
    if (at + HEADER_LENGTH > to)
      return isTcp && mayBegin(bytes, at, to) ? Verdict.unsure : Verdict.no
    const end = at + HEADER_LENGTH + u16(bytes, at + LENGTH)
    if (!isTcp && end !== to) return Verdict.no
    if (i32(bytes, at + COOKIE_AT) === COOKIE)
      return lookAtAttributes(bytes, at + HEADER_LENGTH, Math.min(to, end), facts)
    return !isTcp && stun.ports.includes(serverPort) && isOld(bytes, at, to)
      ? Verdict.done
      : Verdict.no
  },
}

const isFramed = (bytes: Uint8Array, from: number, to: number): boolean =>
  from + FRAME_HEADER + COOKIE_AT + 4 <= to &&
  i32(bytes, from + FRAME_HEADER + COOKIE_AT) === COOKIE &&
  u16(bytes, from) === HEADER_LENGTH + u16(bytes, from + FRAME_HEADER + LENGTH)

const mayBegin = (bytes: Uint8Array, at: number, to: number): boolean =>
  to - at < FRAME_HEADER + COOKIE_AT + 4 || i32(bytes, at + COOKIE_AT) === COOKIE

const lookAtAttributes = (bytes: Uint8Array, from: number, to: number, facts: Facts): Verdict => {
  let isPeer = false
  for (let at = from; at + ATTRIBUTE_HEADER <= to; at = behindAttribute(bytes, at)) {
    const value = at + ATTRIBUTE_HEADER
    const end = value + u16(bytes, at + LENGTH)
    if (u16(bytes, at) === USERNAME) isPeer = true
    if (u16(bytes, at) !== REALM || end > to) continue
    if (indexOfByte(bytes, value, end, DOT) > value) facts.name(bytes, value, end)
    return Verdict.done
  }
  return isPeer ? Verdict.done : Verdict.next
}

/** Values are padded to words (RFC 8489, 14). */
const behindAttribute = (bytes: Uint8Array, at: number): number =>
  at + ATTRIBUTE_HEADER + ((u16(bytes, at + LENGTH) + 3) & ~3)

const isOld = (bytes: Uint8Array, at: number, to: number): boolean => {
  const type = u16(bytes, at)
  if (!OLD_TYPES.includes(type)) return false
  let end = at + HEADER_LENGTH
  while (end + ATTRIBUTE_HEADER <= to) end = behindAttribute(bytes, end)
  return end === to
}
