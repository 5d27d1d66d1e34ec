import { i32le, u16le } from '../bytes.ts'
import { decodeNetwork } from '../network/network.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { decodeCiscoHdlc, isCiscoHdlc } from './cisco-hdlc.ts'
import { decodeEthernet } from './ethernet.ts'
import { Ethertype } from './ethertype.ts'
import { LinkType } from './link-type.ts'
import { decodeLinuxCooked, decodeLinuxCooked2 } from './linux-cooked.ts'
import { decodeLoopback } from './loopback.ts'
import { decodePpp } from './ppp.ts'
import { decodePrism } from './prism.ts'
import { decodeRadiotap } from './radiotap.ts'
import { decodeRaw } from './raw-ip.ts'
import { decodeWifi } from './wifi.ts'

/**
 * Reads the frame at `at`, which begins as `link` says (a LinkType). Returns whether it carries
 * what can be read: the header of IP, or a type that is nobody's business here.
 */
export const decodeLink = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  link: number,
): boolean => {
  switch (link) {
    case LinkType.ethernet:
      return decodeEthernet(view, bytes, start, at)
    case LinkType.raw:
    case LinkType.rawBsd:
    case LinkType.rawOpenBsd:
      return decodeRaw(view, bytes, start, at)
    case LinkType.ipv4:
      return decodeNetwork(view, bytes, start, at, Ethertype.ipv4)
    case LinkType.ipv6:
      return decodeNetwork(view, bytes, start, at, Ethertype.ipv6)
    case LinkType.mpls:
      return decodeNetwork(view, bytes, start, at, Ethertype.mpls)
    case LinkType.pppoe:
      return decodeNetwork(view, bytes, start, at, Ethertype.pppoeSession)
    case LinkType.null:
    case LinkType.loop:
      return decodeLoopback(view, bytes, start, at)
    case LinkType.ppp:
    case LinkType.pppHdlc:
      return isCiscoHdlc(view, bytes, start, at)
        ? decodeCiscoHdlc(view, bytes, start, at)
        : decodePpp(view, bytes, start, at)
    case LinkType.ciscoHdlc:
      return decodeCiscoHdlc(view, bytes, start, at)
    case LinkType.linuxCooked:
      return decodeLinuxCooked(view, bytes, start, at)
    case LinkType.linuxCooked2:
      return decodeLinuxCooked2(view, bytes, start, at)
    case LinkType.wifi:
      return decodeWifi(view, bytes, start, at, false)
    case LinkType.radiotap:
      return decodeRadiotap(view, bytes, start, at)
    case LinkType.prism:
      return decodePrism(view, bytes, start, at)
    case LinkType.ppi:
      return decodePpi(view, bytes, start, at)
    default:
      return false
  }
}

/**
 * Per-packet information (CACE): version and flags, length, the link type of what follows; little-
 * endian.
 */
const PPI_LENGTH = 2
const PPI_LINK = 4
const PPI_HEADER_LENGTH = 8

const decodePpi = (view: PacketFields, bytes: Uint8Array, start: number, at: number): boolean => {
  if (!view.has(Layer.radio, at, PPI_HEADER_LENGTH)) return false
  const length = u16le(bytes, start + at + PPI_LENGTH)
  const link = i32le(bytes, start + at + PPI_LINK)
  if (length < PPI_HEADER_LENGTH || link === LinkType.ppi) {
    view.halt(Stop.malformed, Layer.radio, at, PPI_HEADER_LENGTH)
    return false
  }
  if (!view.has(Layer.radio, at, length)) return false
  view.payload(at + length)
  return decodeLink(view, bytes, start, at + length, link)
}
