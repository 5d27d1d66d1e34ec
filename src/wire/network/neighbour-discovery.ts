import { u8 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'

/** Types of ICMPv6 messages (RFC 4861, 4.1 to 4.4). */
export const Icmp6Type = {
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
} as const

/** Bytes before the options. */
const ROUTER_SOLICITATION_LENGTH = 8
const ROUTER_ADVERTISEMENT_LENGTH = 16
const NEIGHBOUR_LENGTH = 24
const TARGET = 8

/** An option: type, length in units of 8 bytes, both included (4.6). */
const OPTION_HEADER_LENGTH = 2
const OPTION_UNIT = 8
const SOURCE_LINK_ADDRESS = 1
const TARGET_LINK_ADDRESS = 2
const LINK_ADDRESS = 2

/**
 * A router names its prefixes, routes and name servers one by one; the MAC stands among the first.
 */
const MAX_OPTIONS = 16

/**
 * Reads which MAC the sender of the ICMPv6 message at `at` has, and for which address, if it is
 * about that.
 */
export const decodeNeighbourDiscovery = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  const length = lengthOf(view.icmpType)
  if (length === 0 || !view.has(Layer.icmp, at, length)) return
  if (length === NEIGHBOUR_LENGTH) view.ndTargetOffset = at + TARGET
  const isAdvertised = view.icmpType === Icmp6Type.neighbourAdvertisement
  const wanted = isAdvertised ? TARGET_LINK_ADDRESS : SOURCE_LINK_ADDRESS
  findMac(view, bytes, start, at + length, wanted)
}

const lengthOf = (type: number): number => {
  switch (type) {
    case Icmp6Type.routerSolicitation:
      return ROUTER_SOLICITATION_LENGTH
    case Icmp6Type.routerAdvertisement:
      return ROUTER_ADVERTISEMENT_LENGTH
    case Icmp6Type.neighbourSolicitation:
    case Icmp6Type.neighbourAdvertisement:
      return NEIGHBOUR_LENGTH
    default:
      return 0
  }
}

const findMac = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  first: number,
  wanted: number,
): void => {
  let at = first
  for (let count = 0; count < MAX_OPTIONS && at < view.limit; count++) {
    if (!view.has(Layer.icmp, at, OPTION_HEADER_LENGTH)) return
    const length = u8(bytes, start + at + 1) * OPTION_UNIT
    if (length === 0) {
      view.halt(Stop.malformed, Layer.icmp, at, OPTION_UNIT)
      return
    }
    if (!view.has(Layer.icmp, at, length)) return
    if (u8(bytes, start + at) === wanted && length === OPTION_UNIT) {
      view.ndMacOffset = at + LINK_ADDRESS
      return
    }
    at += length
  }
}
