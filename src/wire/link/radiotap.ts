import { i32le, u8, u16le } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { decodeWifi } from './wifi.ts'

/**
 * What a driver says of a radio frame (radiotap.org): version, length, which fields there are;
 * little-endian.
 */
const VERSION = 0
const LENGTH = 2
const PRESENT = 4
const HEADER_LENGTH = 8
const PRESENT_LENGTH = 4

/** More words of present fields follow. */
const MORE_PRESENT = 0x80000000 | 0
/** A word for each antenna: radios have eight or fewer. */
const MAX_PRESENT = 16

/** The first two fields: the time of the radio, aligned to its eight bytes, then flags. */
const HAS_TIME = 1
const HAS_FLAGS = 2
const TIME_LENGTH = 8

const CHECK_SEQUENCE_AT_END = 0x10
const PADDED = 0x20
const CHECK_SEQUENCE_WRONG = 0x40
const CHECK_SEQUENCE_LENGTH = 4

/**
 * Reads the header at `at` and the radio frame behind it. Returns whether that carries what can be
 * read.
 */
export const decodeRadiotap = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.radio, at, HEADER_LENGTH)) return false
  const length = u16le(bytes, start + at + LENGTH)
  if (u8(bytes, start + at + VERSION) !== 0 || length < HEADER_LENGTH) {
    view.halt(Stop.malformed, Layer.radio, at, HEADER_LENGTH)
    return false
  }
  if (!view.has(Layer.radio, at, length)) return false
  const frame = at + length
  const flags = flagsOf(bytes, start + at, length)
  if (flags & CHECK_SEQUENCE_AT_END && view.limit - frame >= CHECK_SEQUENCE_LENGTH)
    view.limit -= CHECK_SEQUENCE_LENGTH
  view.payload(frame)
  // Noise that was received, not what anybody sent.
  if (flags & CHECK_SEQUENCE_WRONG) return false
  return decodeWifi(view, bytes, start, frame, (flags & PADDED) !== 0)
}

/** The flags in the header at `header`; 0 where there are none. */
const flagsOf = (bytes: Uint8Array, header: number, length: number): number => {
  const first = i32le(bytes, header + PRESENT)
  if ((first & HAS_FLAGS) === 0) return 0
  let at = HEADER_LENGTH
  for (let count = 1, word = first; word & MORE_PRESENT; count++) {
    if (count === MAX_PRESENT || at + PRESENT_LENGTH > length) return 0
    word = i32le(bytes, header + at)
    at += PRESENT_LENGTH
  }
  if (first & HAS_TIME) at = ((at + TIME_LENGTH - 1) & -TIME_LENGTH) + TIME_LENGTH
  return at < length ? u8(bytes, header + at) : 0
}
