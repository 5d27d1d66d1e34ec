import { u8, u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { decodeTransport } from '../transport/transport.ts'
import { AUTHENTICATION_FIXED_LENGTH, authenticationLength } from './authentication-header.ts'
import { IpProtocol } from './ip-protocol.ts'

/** RFC 791, 3.1. */
const VERSION_IHL = 0
const TOTAL_LENGTH = 2
const FRAGMENT = 6
const TIME_TO_LIVE = 8
const PROTOCOL = 9
const SOURCE = 12
const DESTINATION = 16
const HEADER_LENGTH = 20

const MORE_FRAGMENTS = 0x2000
const FRAGMENT_OFFSET_MASK = 0x1fff

/**
 * Reads the packet at `at`; options are stepped over. Returns whether its fixed header is there and
 * makes sense.
 */
export const decodeIpv4 = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.ipv4, at, HEADER_LENGTH)) return false
  const header = start + at
  const first = u8(bytes, header + VERSION_IHL)
  if (first >> 4 !== 4) {
    view.halt(Stop.malformed, Layer.ipv4, at, HEADER_LENGTH)
    return false
  }
  view.ipVersion = 4
  view.ipOffset = at
  view.sourceOffset = at + SOURCE
  view.destinationOffset = at + DESTINATION
  view.hopLimit = u8(bytes, header + TIME_TO_LIVE)
  view.protocol = u8(bytes, header + PROTOCOL)
  const fragment = u16(bytes, header + FRAGMENT)
  view.moreFragments = fragment & MORE_FRAGMENTS ? 1 : 0
  view.fragmentOffset = (fragment & FRAGMENT_OFFSET_MASK) << 3
  view.fragment = view.moreFragments || view.fragmentOffset > 0 ? 1 : 0

  const headerLength = (first & 15) << 2
  if (headerLength < HEADER_LENGTH) {
    view.halt(Stop.malformed, Layer.ipv4, at, HEADER_LENGTH)
    return false
  }
  // 0 is what a capture on the sending machine shows before the network card cuts a large packet:
  // it lasts to the end.
  const totalLength = u16(bytes, header + TOTAL_LENGTH) || view.limit - at
  if (totalLength < headerLength) {
    view.halt(Stop.malformed, Layer.ipv4, at, headerLength)
    return false
  }
  // A packet that claims more than was sent keeps its ports: they tell whose it is.
  view.bound(Layer.ipv4, at, totalLength)
  if (!view.has(Layer.ipv4, at, headerLength)) return true
  if (view.protocol === IpProtocol.ah) stepOverProof(view, bytes, start, at + headerLength)
  else decodeTransport(view, bytes, start, at + headerLength)
  return true
}

/** What follows an authentication header is not encrypted. Another one in it stays unread. */
const stepOverProof = (view: PacketFields, bytes: Uint8Array, start: number, at: number): void => {
  view.payload(at)
  if (view.fragmentOffset > 0) return
  if (!view.has(Layer.authentication, at, AUTHENTICATION_FIXED_LENGTH)) return
  const length = authenticationLength(bytes, start + at)
  if (!view.has(Layer.authentication, at, length)) return
  view.protocol = u8(bytes, start + at)
  decodeTransport(view, bytes, start, at + length)
}
