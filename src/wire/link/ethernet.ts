import { u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { noteMacs } from './mac.ts'
import { decodeTagged } from './vlan.ts'

/** Ethernet II and IEEE 802.3: destination, source, then a type or a length. */
const DESTINATION = 0
const SOURCE = 6
const TYPE = 12
const HEADER_LENGTH = 14

/** Reads the frame at `at`, and what it carries. Returns whether that could be read. */
export const decodeEthernet = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.ethernet, at, HEADER_LENGTH)) return false
  noteMacs(view, bytes, start, at + SOURCE, at + DESTINATION)
  return decodeTagged(view, bytes, start, at + HEADER_LENGTH, u16(bytes, start + at + TYPE))
}
