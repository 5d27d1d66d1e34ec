import { u8 } from './bytes.ts'

/**
 * The headers of BER elements with a tag of one byte (X.690, 8.1.2 and 8.1.3). Indefinite lengths are refused: SNMP (RFC 3417, 8), LDAP
 * (RFC 4511, 5.1) and Kerberos (DER) do not have them.
 */

const HEADER_LENGTH = 2
const LONG_FORM = 0x80
const MOST_LENGTH_BYTES = 4

/** Where the content of the element at `at` begins; -1: the header does not end before `to`, or is none. */
export const berContent = (bytes: Uint8Array, at: number, to: number): number => {
  if (at + HEADER_LENGTH > to) return -1
  const first = u8(bytes, at + 1)
  if (first < LONG_FORM) return at + HEADER_LENGTH
  const more = first & 0x7f
  if (more === 0 || more > MOST_LENGTH_BYTES || at + HEADER_LENGTH + more > to) return -1
  return at + HEADER_LENGTH + more
}

/** Where the element at `at` ends, which may be beyond `to`; -1: the header does not end before it, or is none. */
export const berEnd = (bytes: Uint8Array, at: number, to: number): number => {
  const content = berContent(bytes, at, to)
  if (content < 0) return -1
  if (content === at + HEADER_LENGTH) return content + u8(bytes, at + 1)
  let length = 0
  for (let i = at + HEADER_LENGTH; i < content; i++) length = length * 256 + u8(bytes, i)
  return content + length
}

/** Whether the element at `at` has this tag and lies within [at, to). */
export const isBer = (bytes: Uint8Array, at: number, to: number, tag: number): boolean => {
  if (at >= to || u8(bytes, at) !== tag) return false
  const end = berEnd(bytes, at, to)
  return end >= 0 && end <= to
}
