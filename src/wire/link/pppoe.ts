import { u8, u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { decodePpp } from './ppp.ts'

/** RFC 2516, section 4. */
const VERSION_TYPE = 0
const CODE = 1
const LENGTH = 4
const HEADER_LENGTH = 6

const VERSION_1_TYPE_1 = 0x11
const SESSION_DATA = 0

/** Reads the packet of a session at `at`. Returns whether it carries what can be read. */
export const decodePppoe = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.pppoe, at, HEADER_LENGTH)) return false
  const header = start + at
  if (u8(bytes, header + VERSION_TYPE) !== VERSION_1_TYPE_1) {
    view.halt(Stop.malformed, Layer.pppoe, at, HEADER_LENGTH)
    return false
  }
  view.bound(Layer.pppoe, at + HEADER_LENGTH, u16(bytes, header + LENGTH))
  view.payload(at + HEADER_LENGTH)
  if (u8(bytes, header + CODE) !== SESSION_DATA) return false
  return decodePpp(view, bytes, start, at + HEADER_LENGTH)
}
