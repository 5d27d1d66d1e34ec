import { decodeArp } from './arp.ts'
import { u8, u16 } from './bytes.ts'
import { decodeIpv4 } from './ipv4.ts'
import { decodeIpv6 } from './ipv6.ts'
import type { PacketFields } from './packet-fields.ts'
import { Layer, Stop } from './stop.ts'

/** Ethernet II and IEEE 802.3: destination, source, then a type or a length. */
export const DESTINATION_MAC = 0
export const SOURCE_MAC = 6
const TYPE = 12
const HEADER_LENGTH = 14

/**
 * Up to this the field is a length (802.3), from 1536 on a type; nothing is assigned between (IEEE
 * 802.3, 3.2.6).
 */
const MAX_LENGTH_VALUE = 1500

export const Ethertype = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const
const CUSTOMER_TAG = 0x8100
const SERVICE_TAG = 0x88a8
/** QinQ before 802.1ad gave it a type of its own; still sent. */
const OLD_SERVICE_TAG = 0x9100
const TAG_LENGTH = 4
const VLAN_ID_MASK = 0x0fff

/** Provider bridges stack two, some operators three; more is an attempt to make us loop. */
const MAX_TAGS = 4

const LLC_LENGTH = 3
const SNAP_LENGTH = 8
/**
 * DSAP and SSAP of a SNAP header (RFC 1042), unnumbered information, organisation 00-00-00: an
 * EtherType follows.
 */
const SNAP_SAPS = 0xaaaa
const UNNUMBERED = 0x03

const isTag = (type: number): boolean =>
  type === CUSTOMER_TAG || type === SERVICE_TAG || type === OLD_SERVICE_TAG

/** Reads the frame that begins at `start`, and what it carries. */
export const decodeEthernet = (view: PacketFields, bytes: Uint8Array, start: number): void => {
  if (!view.has(Layer.ethernet, 0, HEADER_LENGTH)) return
  view.hasMacs = true
  let type = u16(bytes, start + TYPE)
  let at = HEADER_LENGTH
  for (let tags = 0; isTag(type); tags++) {
    if (tags === MAX_TAGS) {
      view.ethertype = type
      view.halt(Stop.tooDeep, Layer.vlan, at, TAG_LENGTH)
      return
    }
    if (!view.has(Layer.vlan, at, TAG_LENGTH)) {
      view.ethertype = type
      return
    }
    if (view.vlanTags === 0) view.vlanId = u16(bytes, start + at) & VLAN_ID_MASK
    view.vlanTags++
    type = u16(bytes, start + at + 2)
    at += TAG_LENGTH
  }
  if (type <= MAX_LENGTH_VALUE) decodeLlc(view, bytes, start, at, type)
  else decodeEthertype(view, bytes, start, at, type)
}

/** Reads what `type` says, at `at`. */
export const decodeEthertype = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  type: number,
): void => {
  view.ethertype = type
  view.payload(at)
  if (type === Ethertype.ipv4) decodeIpv4(view, bytes, start, at)
  else if (type === Ethertype.ipv6) decodeIpv6(view, bytes, start, at)
  else if (type === Ethertype.arp) decodeArp(view, bytes, start, at)
}

const decodeLlc = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  length: number,
): void => {
  view.llcOffset = at
  view.payload(at)
  if (at + length > view.limit) view.halt(Stop.malformed, Layer.llc, at, length)
  else view.limit = at + length
  if (!view.has(Layer.llc, at, LLC_LENGTH)) return
  view.payload(at + LLC_LENGTH)
  if (u16(bytes, start + at) !== SNAP_SAPS || u8(bytes, start + at + 2) !== UNNUMBERED) return
  if (!view.has(Layer.llc, at, SNAP_LENGTH)) return
  const organisation = (u8(bytes, start + at + 3) << 16) | u16(bytes, start + at + 4)
  if (organisation !== 0) return
  decodeEthertype(view, bytes, start, at + SNAP_LENGTH, u16(bytes, start + at + 6))
}
