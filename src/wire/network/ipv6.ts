import { u8, u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { decodeTransport } from '../transport/transport.ts'
import { authenticationLength } from './authentication-header.ts'
import { IpProtocol } from './ip-protocol.ts'

/** RFC 8200, section 3. */
const PAYLOAD_LENGTH = 4
const NEXT_HEADER = 6
const HOP_LIMIT = 7
const SOURCE = 8
const DESTINATION = 24
const HEADER_LENGTH = 40

/**
 * Every extension header: next header, length in units of 8 bytes without the first 8 (RFC 6564).
 */
const EXTENSION_LENGTH = 8
const FRAGMENT_OFFSET = 2
const FRAGMENT_OFFSET_MASK = 0xfff8

/** RFC 8200 knows seven, each once but one; a longer chain is an attempt to make us loop. */
const MAX_EXTENSIONS = 8

const isExtension = (protocol: number): boolean =>
  protocol === IpProtocol.hopByHop ||
  protocol === IpProtocol.routing ||
  protocol === IpProtocol.fragment ||
  protocol === IpProtocol.ah ||
  protocol === IpProtocol.destination ||
  protocol === IpProtocol.mobility ||
  protocol === IpProtocol.hip ||
  protocol === IpProtocol.shim6

/**
 * Reads the packet at `at` and walks its extension headers, up to the first header that is none or
 * cannot be read. Returns whether its fixed header is there and makes sense.
 */
export const decodeIpv6 = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.ipv6, at, HEADER_LENGTH)) return false
  const header = start + at
  if (u8(bytes, header) >> 4 !== 6) {
    view.halt(Stop.malformed, Layer.ipv6, at, HEADER_LENGTH)
    return false
  }
  view.ipVersion = 6
  view.ipOffset = at
  view.sourceOffset = at + SOURCE
  view.destinationOffset = at + DESTINATION
  view.hopLimit = u8(bytes, header + HOP_LIMIT)
  view.protocol = u8(bytes, header + NEXT_HEADER)
  const length = HEADER_LENGTH + u16(bytes, header + PAYLOAD_LENGTH)
  // 0 is a jumbogram (RFC 2675) or a large packet that the network card will cut: it lasts to the
  // frame's end.
  if (length > HEADER_LENGTH || view.protocol === IpProtocol.noNext)
    view.bound(Layer.ipv6, at, length)
  walkExtensions(view, bytes, start, at + HEADER_LENGTH)
  return true
}

const walkExtensions = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  first: number,
): void => {
  let at = first
  view.payload(at)
  for (let count = 0; isExtension(view.protocol); count++) {
    if (count === MAX_EXTENSIONS) {
      view.halt(Stop.tooDeep, Layer.ipv6, at, EXTENSION_LENGTH)
      return
    }
    if (!view.has(Layer.ipv6, at, EXTENSION_LENGTH)) return
    const length = extensionLength(view.protocol, bytes, start + at)
    if (!view.has(Layer.ipv6, at, length)) return
    if (view.protocol === IpProtocol.fragment) readFragment(view, bytes, start + at)
    view.protocol = u8(bytes, start + at)
    at += length
    view.payload(at)
    if (view.fragmentOffset > 0) return
  }
  decodeTransport(view, bytes, start, at)
}

const extensionLength = (protocol: number, bytes: Uint8Array, at: number): number => {
  if (protocol === IpProtocol.fragment) return EXTENSION_LENGTH
  if (protocol === IpProtocol.ah) return authenticationLength(bytes, at)
  return EXTENSION_LENGTH + (u8(bytes, at + 1) << 3)
}

const readFragment = (view: PacketFields, bytes: Uint8Array, at: number): void => {
  const field = u16(bytes, at + FRAGMENT_OFFSET)
  view.fragmentOffset = field & FRAGMENT_OFFSET_MASK
  view.moreFragments = field & 1
  // Neither offset nor more: an atomic fragment (RFC 6946), which is whole.
  view.fragment = view.fragmentOffset > 0 || view.moreFragments ? 1 : 0
}
