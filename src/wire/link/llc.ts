import { u8, u16 } from '../bytes.ts'
import { decodeNetwork } from '../network/network.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'

/** IEEE 802.2: two service access points and control; with SNAP an organisation and its type. */
const CONTROL = 2
const ORGANISATION = 3
const TYPE = 6
const LLC_LENGTH = 3
const SNAP_LENGTH = 8

/** Both service access points of a SNAP header, and unnumbered information (RFC 1042). */
const SNAP_SAPS = 0xaaaa
const UNNUMBERED = 0x03

/** Organisations whose types are EtherTypes: Ethernet itself, and bridges (IEEE 802.1H). */
const ETHERNET = 0x000000
const BRIDGE_TUNNEL = 0x0000f8

/** Reads the header at `at`, and what it carries. Returns whether it could be read. */
export const decodeLlc = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  view.llcOffset = at
  view.payload(at)
  if (!view.has(Layer.llc, at, LLC_LENGTH)) return false
  view.payload(at + LLC_LENGTH)
  const header = start + at
  if (u16(bytes, header) !== SNAP_SAPS || u8(bytes, header + CONTROL) !== UNNUMBERED) return true
  if (!view.has(Layer.llc, at, SNAP_LENGTH)) return true
  const organisation = (u8(bytes, header + ORGANISATION) << 16) | u16(bytes, header + 4)
  if (organisation !== ETHERNET && organisation !== BRIDGE_TUNNEL) return true
  return decodeNetwork(view, bytes, start, at + SNAP_LENGTH, u16(bytes, header + TYPE))
}
