import { i32 } from '../bytes.ts'
import { LinkType } from '../link/link-type.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Tunnel } from './tunnel.ts'

/** Flags and reserved, network identifier, reserved (RFC 7348, section 5). */
const NETWORK = 4
const HEADER_LENGTH = 8

/**
 * The first byte has one flag, that there is an identifier, and one that a widespread extension
 * sets (group policy). The last byte is reserved, and 0.
 */
const FLAGS_MASK = 0x7f000000
const HAS_NETWORK = 0x08000000
const RESERVED_MASK = 0xff

/** Notes the frame in the datagram whose payload is at `at`, if it has the header of VXLAN. */
export const findVxlan = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  if (view.available(at) < HEADER_LENGTH) return
  if ((i32(bytes, start + at) & FLAGS_MASK) !== HAS_NETWORK) return
  if ((i32(bytes, start + at + NETWORK) & RESERVED_MASK) !== 0) return
  view.carries(at + HEADER_LENGTH, LinkType.ethernet, Tunnel.vxlan)
}
