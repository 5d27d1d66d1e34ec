import { u8, u16 } from '../bytes.ts'
import { decodeIpv4 } from '../network/ipv4.ts'
import { decodeIpv6 } from '../network/ipv6.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { Ethertype } from './ethertype.ts'
import { decodeMpls } from './mpls.ts'

/**
 * All stations, unnumbered information: may stand before the protocol or be left out (RFC 1662,
 * 3.1; RFC 1661, 6.6).
 */
const ADDRESS_CONTROL = 0xff03
const ADDRESS_CONTROL_LENGTH = 2

/**
 * Protocol numbers (RFC 1661, section 2). An odd first byte is the whole number, shortened (6.5).
 */
const PppProtocol = { ipv4: 0x0021, ipv6: 0x0057, mpls: 0x0281, mplsMulticast: 0x0283 } as const
const PROTOCOL_LENGTH = 2
const SHORT_PROTOCOL_LENGTH = 1

/** Reads the frame at `at`. Returns whether it carries what can be read. */
export const decodePpp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  first: number,
): boolean => {
  if (!view.has(Layer.ppp, first, PROTOCOL_LENGTH)) return false
  const hasAddress = u16(bytes, start + first) === ADDRESS_CONTROL
  const at = hasAddress ? first + ADDRESS_CONTROL_LENGTH : first
  if (!view.has(Layer.ppp, at, PROTOCOL_LENGTH)) return false
  const isShort = (u8(bytes, start + at) & 1) !== 0
  const protocol = isShort ? u8(bytes, start + at) : u16(bytes, start + at)
  return decodeProtocol(
    view,
    bytes,
    start,
    at + (isShort ? SHORT_PROTOCOL_LENGTH : PROTOCOL_LENGTH),
    protocol,
  )
}

const decodeProtocol = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  protocol: number,
): boolean => {
  view.payload(at)
  switch (protocol) {
    case PppProtocol.ipv4:
      view.ethertype = Ethertype.ipv4
      return decodeIpv4(view, bytes, start, at)
    case PppProtocol.ipv6:
      view.ethertype = Ethertype.ipv6
      return decodeIpv6(view, bytes, start, at)
    case PppProtocol.mpls:
    case PppProtocol.mplsMulticast:
      view.ethertype = Ethertype.mpls
      return decodeMpls(view, bytes, start, at)
    default:
      return false
  }
}
