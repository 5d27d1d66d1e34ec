import { u8, u16 } from '../bytes.ts'

/** `Q0` and two digits: the versions of Google's QUIC before the standard. */
const LETTER_Q = 0x51
const DIGIT_0 = 0x30
const VERSION_FLAG = 0x01
const CONNECTION_ID_FLAG = 0x08
/** Public flags, connection id, version (Google QUIC wire layout, 2016). */
const PUBLIC_VERSION = 9
const LONG_VERSION = 1
/** `CHLO` as the handshake has it, and the tag of the server's name. */
const CHLO = 0x43484c4f
const SNI = 0x534e4900
/** Where the message begins at the latest: behind header, hash and frame header. */
const MAX_HEAD = 128
const ENTRY = 8
const MAX_TAGS = 64

/** Whether a client's packet of Google's QUIC begins at `from`; `long`: with the header that later became the standard's. */
export const isGquic = (bytes: Uint8Array, from: number, to: number): boolean => {
  const first = u8(bytes, from)
  if (to - from < PUBLIC_VERSION + 4) return false
  if ((first & 0x80) !== 0) return isVersion(bytes, from + LONG_VERSION)
  const hasVersion = (first & VERSION_FLAG) !== 0 && (first & CONNECTION_ID_FLAG) !== 0
  return hasVersion && (first & 0x40) === 0 && isVersion(bytes, from + PUBLIC_VERSION)
}

const isVersion = (bytes: Uint8Array, at: number): boolean =>
  u8(bytes, at) === LETTER_Q &&
  u8(bytes, at + 1) === DIGIT_0 &&
  isDigit(u8(bytes, at + 2)) &&
  isDigit(u8(bytes, at + 3))

const isDigit = (byte: number): boolean => byte >= DIGIT_0 && byte <= DIGIT_0 + 9

/** The version as it stands there: four letters from here. */
export const gquicVersionAt = (bytes: Uint8Array, from: number): number =>
  from + ((u8(bytes, from) & 0x80) === 0 ? PUBLIC_VERSION : LONG_VERSION)

const word = (bytes: Uint8Array, at: number): number =>
  (u16(bytes, at) * 0x10000 + u16(bytes, at + 2)) >>> 0

const little = (bytes: Uint8Array, at: number): number =>
  u8(bytes, at) | (u8(bytes, at + 1) << 8) | (u8(bytes, at + 2) << 16) | (u8(bytes, at + 3) << 24)

/** Sets the range of the server's name in the first CHLO message of [from, to); false: there is none. */
export const findGquicName = (
  bytes: Uint8Array,
  from: number,
  to: number,
  range: { from: number; to: number },
): boolean => {
  const last = Math.min(to - ENTRY, from + MAX_HEAD)
  for (let at = from; at <= last; at++)
    if (word(bytes, at) === CHLO) return readTags(bytes, at, to, range)
  return false
}

const readTags = (
  bytes: Uint8Array,
  at: number,
  to: number,
  range: { from: number; to: number },
): boolean => {
  const tags = u8(bytes, at + 4) | (u8(bytes, at + 5) << 8)
  if (tags > MAX_TAGS) return false // the values stand behind all of the tags
  const values = at + ENTRY + tags * ENTRY
  let start = 0
  for (let i = 0; i < tags; i++) {
    const entry = at + ENTRY + i * ENTRY
    if (entry + ENTRY > to) return false
    const end = little(bytes, entry + 4)
    if (end < start || values + end > to) return false
    if (word(bytes, entry) === SNI) {
      range.from = values + start
      range.to = values + end
      return end > start
    }
    start = end
  }
  return false
}
