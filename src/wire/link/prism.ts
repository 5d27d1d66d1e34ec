import { i32, i32le } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { decodeWifi } from './wifi.ts'

/**
 * What a Prism driver says of a radio frame: a code, the length of all it says, in its machine's
 * byte order.
 */
const CODE = 0
const LENGTH = 4
const HEADER_LENGTH = 8
/**
 * Codes are small numbers in the right order. AVS, which came after, has one of its own and is
 * always big-endian.
 */
const MAX_CODE = 0xffff
const AVS = 0x80211001 | 0

/**
 * Reads the header at `at` and the radio frame behind it. Returns whether that carries what can be
 * read.
 */
export const decodePrism = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.radio, at, HEADER_LENGTH)) return false
  const code = i32(bytes, start + at + CODE)
  const isBig = code === AVS || (code >= 0 && code <= MAX_CODE)
  const length = isBig ? i32(bytes, start + at + LENGTH) : i32le(bytes, start + at + LENGTH)
  if (length < HEADER_LENGTH) {
    view.halt(Stop.malformed, Layer.radio, at, HEADER_LENGTH)
    return false
  }
  if (!view.has(Layer.radio, at, length)) return false
  view.payload(at + length)
  return decodeWifi(view, bytes, start, at + length, false)
}
