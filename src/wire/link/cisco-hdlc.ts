import { u8, u16 } from '../bytes.ts'
import { decodeNetwork } from '../network/network.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'

/** Address, control, EtherType. */
const TYPE = 2
const HEADER_LENGTH = 4
const UNICAST = 0x0f
const BROADCAST = 0x8f

/**
 * Whether the serial line whose frame is at `at` speaks Cisco's HDLC: an address that PPP never
 * has.
 */
export const isCiscoHdlc = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (view.available(at) === 0) return false
  const address = u8(bytes, start + at)
  return address === UNICAST || address === BROADCAST
}

/** Reads the frame at `at`. Returns whether it carries what can be read. */
export const decodeCiscoHdlc = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.hdlc, at, HEADER_LENGTH)) return false
  if (u8(bytes, start + at) === BROADCAST) view.groupFrame = 1
  return decodeNetwork(view, bytes, start, at + HEADER_LENGTH, u16(bytes, start + at + TYPE))
}
