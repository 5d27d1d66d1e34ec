import { u16 } from '../bytes.ts'
import { Ethertype } from '../link/ethertype.ts'
import { LinkType } from '../link/link-type.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { Tunnel } from './tunnel.ts'

/** RFC 2784 with key and sequence number (RFC 2890); version 1 is that of PPTP (RFC 2637, 4.1). */
const FLAGS = 0
const TYPE = 2
const HEADER_LENGTH = 4
const FIELD_LENGTH = 4

const CHECKSUM = 0x8000
/** A list of hops (RFC 1701), which RFC 2784 forbids: nobody uses it. */
const ROUTING = 0x4000
const KEY = 0x2000
const SEQUENCE = 0x1000
/** Version 1 only. */
const ACKNOWLEDGEMENT = 0x0080
const VERSION_MASK = 7

/** Reads the header at `at`, and notes what it carries, if that can be read. */
export const findGreTunnel = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  if (!view.has(Layer.gre, at, HEADER_LENGTH)) return
  const flags = u16(bytes, start + at + FLAGS)
  const type = u16(bytes, start + at + TYPE)
  const link = linkOf(type)
  if (link < 0 || flags & ROUTING) return
  const isPptp = type === Ethertype.ppp
  if ((flags & VERSION_MASK) !== (isPptp ? 1 : 0)) return
  const fields =
    (flags & CHECKSUM ? 1 : 0) +
    (flags & KEY ? 1 : 0) +
    (flags & SEQUENCE ? 1 : 0) +
    (isPptp && flags & ACKNOWLEDGEMENT ? 1 : 0)
  const length = HEADER_LENGTH + fields * FIELD_LENGTH
  // Without a sequence number it only acknowledges.
  if (isPptp && (flags & SEQUENCE) === 0) return
  if (!view.has(Layer.gre, at, length)) return
  view.carries(at + length, link, Tunnel.gre)
}

/** How a frame with this EtherType begins; -1: nobody here knows. */
const linkOf = (type: number): number => {
  switch (type) {
    case Ethertype.ipv4:
      return LinkType.ipv4
    case Ethertype.ipv6:
      return LinkType.ipv6
    case Ethertype.bridged:
      return LinkType.ethernet
    case Ethertype.ppp:
      return LinkType.ppp
    case Ethertype.mpls:
    case Ethertype.mplsMulticast:
      return LinkType.mpls
    default:
      return -1
  }
}
