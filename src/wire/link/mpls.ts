import { u8, u16 } from '../bytes.ts'
import { decodeIpv4 } from '../network/ipv4.ts'
import { decodeIpv6 } from '../network/ipv6.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { Tunnel } from '../tunnel/tunnel.ts'
import { Ethertype } from './ethertype.ts'
import { LinkType } from './link-type.ts'

/** RFC 3032, 2.1: an entry is label, class, bottom of stack, time to live. */
const BOTTOM = 2
const BOTTOM_BIT = 1
const LABEL_LENGTH = 4

/** Provider networks stack four, with services and entropy labels some more. */
const MAX_LABELS = 16

/**
 * Before a frame of a pseudo-wire may stand a control word, whose first four bits are 0 (RFC 4385,
 * 3).
 */
const CONTROL_WORD_LENGTH = 4
const ETHERNET_TYPE = 12
const ETHERNET_LENGTH = 14

/**
 * Reads the label stack at `first`. Nothing in it says what follows, so the first four bits must:
 * those of IP are its version (RFC 4928). Returns whether that could be read.
 */
export const decodeMpls = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  first: number,
): boolean => {
  let at = first
  for (let labels = 0, isBottom = false; !isBottom; labels++) {
    if (labels === MAX_LABELS) {
      view.halt(Stop.tooDeep, Layer.mpls, at, LABEL_LENGTH)
      return false
    }
    if (!view.has(Layer.mpls, at, LABEL_LENGTH)) return false
    isBottom = (u8(bytes, start + at + BOTTOM) & BOTTOM_BIT) !== 0
    at += LABEL_LENGTH
  }
  view.payload(at)
  if (!view.has(Layer.mpls, at, 1)) return false
  const version = u8(bytes, start + at) >> 4
  if (version === 4) {
    view.ethertype = Ethertype.ipv4
    return decodeIpv4(view, bytes, start, at)
  }
  if (version === 6) {
    view.ethertype = Ethertype.ipv6
    return decodeIpv6(view, bytes, start, at)
  }
  return findFrame(view, bytes, start, at)
}

/**
 * Notes the Ethernet frame at `at`, with or without a control word, if one of both shows a type that
 * is used. Without goes first: in it the other place may show the type behind a tag, while with a
 * control word the wrong place is in the middle of a MAC.
 */
const findFrame = (view: PacketFields, bytes: Uint8Array, start: number, at: number): boolean => {
  const behind = at + CONTROL_WORD_LENGTH
  if (hasFrame(view, bytes, start, at)) view.carries(at, LinkType.ethernet, Tunnel.none)
  else if (u8(bytes, start + at) >> 4 === 0 && hasFrame(view, bytes, start, behind))
    view.carries(behind, LinkType.ethernet, Tunnel.none)
  else return false
  return true
}

const hasFrame = (view: PacketFields, bytes: Uint8Array, start: number, at: number): boolean => {
  if (view.available(at) < ETHERNET_LENGTH) return false
  switch (u16(bytes, start + at + ETHERNET_TYPE)) {
    case Ethertype.ipv4:
    case Ethertype.ipv6:
    case Ethertype.arp:
    case Ethertype.customerTag:
    case Ethertype.serviceTag:
    case Ethertype.mpls:
    case Ethertype.pppoeSession:
      return true
    default:
      return false
  }
}
