import { u8, u16 } from '../bytes.ts'

/** RFC 8446, 4 and 4.1.2; the same in TLS 1.0 to 1.2 (RFC 5246, 7.4.1.2). */
const CLIENT_HELLO = 1
const MESSAGE_HEADER = 4
/** Of DTLS: number, offset and length of the fragment follow (RFC 6347, 4.2.2). */
const FRAGMENT_HEADER = 12
const FRAGMENT_OFFSET = 6
const FRAGMENT_LENGTH = 9
const VERSION_AND_RANDOM = 2 + 32
const MAX_SESSION_ID = 32
/** RFC 6066, 3; RFC 7301, 3.1. */
const SERVER_NAME = 0
const ALPN = 16
const HOST_NAME = 0
/** Clients send some twenty; more are an attempt to make us loop. */
const MAX_EXTENSIONS = 64
/** A hello of more bytes is none that a browser sends, with post-quantum keys neither. */
const MAX_HELLO_BYTES = 16_384

/** Where the parts of a ClientHello are; -1: there is none. Ranges are [from, to). */
export type ClientHello = {
  nameFrom: number
  nameTo: number
  /** The first protocol that the client offers. */
  alpnFrom: number
  alpnTo: number
}

/** One object, to be used again for every hello. */
export const createClientHello = (): ClientHello => ({
  nameFrom: -1,
  nameTo: -1,
  alpnFrom: -1,
  alpnTo: -1,
})

/**
 * Reads the handshake message at `from` (its type). 1: it is a ClientHello and whole; 0: more bytes are needed; -1: it is none. What could be
 * read of one that is not whole is set too.
 */
export const readClientHello = (
  bytes: Uint8Array,
  from: number,
  to: number,
  hello: ClientHello,
): -1 | 0 | 1 => {
  clear(hello)
  if (to - from < MESSAGE_HEADER) return to > from && u8(bytes, from) !== CLIENT_HELLO ? -1 : 0
  const length = u24(bytes, from + 1)
  if (u8(bytes, from) !== CLIENT_HELLO || length > MAX_HELLO_BYTES) return -1
  const start = from + MESSAGE_HEADER
  // The major version never changes (RFC 8446, 4.1.2).
  if (length > 0 && start < to && u8(bytes, start) !== 3) return -1
  return readBody(bytes, start, start + length, to, hello, false)
}

/** Like `readClientHello`, of DTLS. A hello that comes in several fragments is not put together: it is none. */
export const readDatagramHello = (
  bytes: Uint8Array,
  from: number,
  to: number,
  hello: ClientHello,
): -1 | 0 | 1 => {
  clear(hello)
  if (to - from < FRAGMENT_HEADER) return to > from && u8(bytes, from) !== CLIENT_HELLO ? -1 : 0
  const length = u24(bytes, from + 1)
  const isOne =
    u24(bytes, from + FRAGMENT_OFFSET) === 0 && u24(bytes, from + FRAGMENT_LENGTH) === length
  if (u8(bytes, from) !== CLIENT_HELLO || length > MAX_HELLO_BYTES || !isOne) return -1
  const start = from + FRAGMENT_HEADER
  return readBody(bytes, start, start + length, to, hello, true)
}

const clear = (hello: ClientHello): void => {
  hello.nameFrom = -1
  hello.nameTo = -1
  hello.alpnFrom = -1
  hello.alpnTo = -1
}

const u24 = (bytes: Uint8Array, at: number): number => (u8(bytes, at) << 16) | u16(bytes, at + 1)

/** What stands between the header of the message, and its `end`; of DTLS with a cookie (RFC 6347, 4.2.1). */
const readBody = (
  bytes: Uint8Array,
  from: number,
  end: number,
  to: number,
  hello: ClientHello,
  hasCookie: boolean,
): -1 | 0 | 1 => {
  const limit = Math.min(end, to)
  const whole = end <= to ? 1 : 0
  let at = from + VERSION_AND_RANDOM
  if (at + 1 > limit) return whole === 1 ? -1 : 0
  if (u8(bytes, at) > MAX_SESSION_ID) return -1
  at += 1 + u8(bytes, at)
  if (hasCookie) {
    if (at + 1 > limit) return whole === 1 ? -1 : 0
    at += 1 + u8(bytes, at)
  }
  if (at + 2 > limit) return whole === 1 ? -1 : 0
  at += 2 + u16(bytes, at) // cipher suites
  if (at + 1 > limit) return whole === 1 ? -1 : 0
  at += 1 + u8(bytes, at) // compression methods
  if (at === end) return whole // without extensions
  if (at + 2 > limit) return whole === 1 ? -1 : 0
  const last = at + 2 + u16(bytes, at)
  if (last > end) return -1
  readExtensions(bytes, at + 2, Math.min(last, to), hello)
  return whole
}

const readExtensions = (
  bytes: Uint8Array,
  from: number,
  limit: number,
  hello: ClientHello,
): void => {
  let at = from
  for (let count = 0; count < MAX_EXTENSIONS && at + 4 <= limit; count++) {
    const type = u16(bytes, at)
    const start = at + 4
    at = start + u16(bytes, at + 2)
    if (at > limit) return
    if (type === SERVER_NAME) readServerName(bytes, start, at, hello)
    else if (type === ALPN) readAlpn(bytes, start, at, hello)
  }
}

const readServerName = (bytes: Uint8Array, from: number, to: number, hello: ClientHello): void => {
  const start = from + 5
  if (start > to || u8(bytes, from + 2) !== HOST_NAME) return
  const end = start + u16(bytes, from + 3)
  if (end > to) return
  hello.nameFrom = start
  hello.nameTo = end
}

const readAlpn = (bytes: Uint8Array, from: number, to: number, hello: ClientHello): void => {
  const start = from + 3
  if (start > to) return
  const end = start + u8(bytes, from + 2)
  if (end > to) return
  hello.alpnFrom = start
  hello.alpnTo = end
}
