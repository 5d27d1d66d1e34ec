import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** OpenVPN, Network protocol: five bits of opcode and three of key, then the session of the sender, whose bytes are chance. */
const CLIENT_RESET = 7 << 3
const SERVER_RESET = 8 << 3
const SESSION = 1
const SESSION_LENGTH = 8
const BEHIND_SESSION = SESSION + SESSION_LENGTH
/** Over TCP the length of the packet goes before it. */
const LENGTH = 2
/** A client's reset acknowledges nothing (a count of 0), and is packet 0. */
const CLIENT_END = 5
/** The server's acknowledges one packet, number 0, of the client's session, and is packet 0. */
const SERVER_END = 5 + SESSION_LENGTH + 4
/** --tls-auth, between: an HMAC (MD5, SHA-1, SHA-256 or SHA-512), a number, which is 1, and the time. */
const HMAC_LENGTHS: readonly number[] = [16, 20, 32, 64]
const REPLAY_LENGTH = 8
const FIRST_NUMBER = 1
/** --tls-crypt: number and time, then an HMAC, and the rest encrypted. */
const CRYPT_HMAC_LENGTH = 32

/** The first packet of a client, or the server's answer to it. Later ones look like chance. */
export const openvpn: Application = {
  name: 'openvpn',
  transport: 'both',
  ports: [1194],
  look: ({ bytes, from, to, isTcp }) => {
    const at = isTcp ? from + LENGTH : from
    if (isTcp && u8(bytes, from) !== 0) return Verdict.no
    if (at >= to) return isTcp ? Verdict.unsure : Verdict.no
    const opcode = u8(bytes, at)
    if (opcode !== CLIENT_RESET && opcode !== SERVER_RESET) return Verdict.no
    const end = isTcp ? at + u16(bytes, from) : to
    if (end > to) return Verdict.unsure
    const last = opcode === CLIENT_RESET ? CLIENT_END : SERVER_END
    if (end - at < BEHIND_SESSION + last || i32(bytes, at + SESSION) === 0) return Verdict.no
    return isReset(bytes, at + BEHIND_SESSION, end, last) ? Verdict.done : Verdict.no
  },
}

const isReset = (bytes: Uint8Array, from: number, end: number, last: number): boolean => {
  const added = end - from - last
  if (added === CRYPT_HMAC_LENGTH + REPLAY_LENGTH && i32(bytes, from) === FIRST_NUMBER) return true
  if (!endsAsReset(bytes, end - last, last)) return false
  if (added === 0) return true
  const isAuthenticated = HMAC_LENGTHS.includes(added - REPLAY_LENGTH)
  return isAuthenticated && i32(bytes, end - last - REPLAY_LENGTH) === FIRST_NUMBER
}

const endsAsReset = (bytes: Uint8Array, at: number, last: number): boolean => {
  const acknowledged = last === CLIENT_END ? 0 : 1
  return (
    u8(bytes, at) === acknowledged && i32(bytes, at + 1) === 0 && i32(bytes, at + last - 4) === 0
  )
}
