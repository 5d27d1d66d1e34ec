import { u8, u16 } from '../bytes.ts'

/** RFC 1035, 2.3.4: what a name takes on the wire, its root included, and what a label takes. */
const MAX_NAME = 255
const MAX_LABEL = 63
const ROOT_LENGTH = 1

/** RFC 1035, 4.1.4: the two highest bits say that the rest is elsewhere; the other 14 say where. */
const POINTER = 0xc0
const POINTER_MASK = 0x3fff
const POINTER_LENGTH = 2

/** More than a name has labels: a pointer that leads to a pointer has no use. */
const MAX_POINTERS = 127

const DOT = 0x2e
const FIRST_PRINTABLE = 0x20
const LAST_PRINTABLE = 0x7e
const UPPER_A = 0x41
const UPPER_Z = 0x5a
const TO_LOWER = 0x20

/** One name of a message, as text. Overwritten by the next `read`: copy what you keep. */
export class DnsName {
  /** The labels with dots between, none at the end, A to Z in lower case, because names are compared so (RFC 4343). */
  readonly bytes = new Uint8Array(MAX_NAME)
  /** Bytes in use; 0 for the root, and for a name that cannot be told as text: unprintable, or with a dot within a label. */
  length = 0
  /** Whether `read` failed only because the bytes end behind a label: a client sends its name like this when it does not know its domain (RFC 4704, 4.2). */
  isPartial = false

  /**
   * Reads the name at `at` of the message in [from, to). Returns where the name ends there, or -1 where it is not a name; a pointer
   * may only lead back to before all that was read. Never throws, reads nothing outside the message.
   */
  read(bytes: Uint8Array, from: number, to: number, at: number): number {
    this.length = 0
    this.isPartial = false
    const text = this.bytes
    let length = 0
    let room = MAX_NAME - ROOT_LENGTH
    let isText = true
    let cursor = at
    let lowest = at
    let end = -1
    let pointers = 0
    while (cursor < to) {
      const octet = u8(bytes, cursor)
      if (octet === 0) {
        this.length = isText ? length : 0
        return end < 0 ? cursor + 1 : end
      }
      if (octet >= POINTER) {
        if (cursor + POINTER_LENGTH > to || ++pointers > MAX_POINTERS) return -1
        if (end < 0) end = cursor + POINTER_LENGTH
        cursor = from + (u16(bytes, cursor) & POINTER_MASK)
        if (cursor >= lowest) return -1
        lowest = cursor
        continue
      }
      const next = cursor + 1 + octet
      room -= 1 + octet
      if (octet > MAX_LABEL || next > to || room < 0) return -1
      if (length > 0) text[length++] = DOT
      for (let i = cursor + 1; i < next; i++) {
        const letter = u8(bytes, i)
        if (letter < FIRST_PRINTABLE || letter > LAST_PRINTABLE || letter === DOT) isText = false
        const isUpper = letter >= UPPER_A && letter <= UPPER_Z
        text[length++] = isUpper ? letter + TO_LOWER : letter
      }
      cursor = next
    }
    this.isPartial = length > 0 && end < 0
    if (this.isPartial && isText) this.length = length
    return -1
  }
}

/** Where the name at `at` ends, or -1 where it is none. Follows no pointer. */
export const skipDnsName = (bytes: Uint8Array, to: number, at: number): number => {
  let cursor = at
  while (cursor < to && cursor - at < MAX_NAME) {
    const octet = u8(bytes, cursor)
    if (octet === 0) return cursor + 1
    if (octet >= POINTER) return cursor + POINTER_LENGTH <= to ? cursor + POINTER_LENGTH : -1
    if (octet > MAX_LABEL) return -1
    cursor += 1 + octet
  }
  return -1
}
