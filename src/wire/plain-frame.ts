import { i32, u8, u16 } from './bytes.ts'
import { Ethertype } from './link/ethertype.ts'
import { GROUP_BIT } from './link/mac.ts'
import { VLAN_ID_MASK } from './link/vlan.ts'
import { IpProtocol } from './network/ip-protocol.ts'
import type { PacketFields } from './packet-fields.ts'
import { isTunnelPort } from './tunnel/udp-tunnel.ts'

/**
 * A second way for the frames that nearly all are: Ethernet with at most one tag, IPv4 without
 * options or IPv6 without extensions, no fragment, TCP or UDP, no tunnel, nothing odd, all headers
 * captured. It writes what the readers of the layers would, but knows the offsets beforehand, and
 * leaves fields alone that the last frame has left as they must be.
 */
const ethernet = {
  source: 6,
  destination: 0,
  type: 12,
  end: 14,
  tag: 14,
  taggedType: 16,
  taggedEnd: 18,
} as const
const ipv4 = {
  plain: 0x45,
  total: 2,
  fragment: 6,
  timeToLive: 8,
  protocol: 9,
  source: 12,
  destination: 16,
  end: 20,
} as const
const ipv6 = { payload: 4, next: 6, hopLimit: 7, source: 8, destination: 24, end: 40 } as const
const tcp = {
  source: 0,
  destination: 2,
  sequence: 4,
  acknowledgement: 8,
  dataOffset: 12,
  flags: 13,
  window: 14,
  end: 20,
} as const
const udp = { source: 0, destination: 2, length: 4, end: 8 } as const

/** More fragments, and the fragment's offset. */
const IS_FRAGMENT = 0x3fff
const SHORTEST = ethernet.end + ipv4.end + udp.end

/**
 * The shape of a plain frame: where IP begins, its version, its protocol. Frames of one shape have
 * many fields in common.
 */
const IP_SHIFT = 9
const IS_IPV6 = 0x100
const PROTOCOL_MASK = 0xff
const FIRST_TAGGED = ethernet.taggedEnd << IP_SHIFT
export const NOT_PLAIN = 0

/**
 * Reads the frame at `start` into `view`, whose last frame had the shape `last`. Returns its shape;
 * NOT_PLAIN: nothing was written. One function, because a call takes as long as a layer's work.
 */
export const decodePlain = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  captured: number,
  wire: number,
  last: number,
): number => {
  if (captured < SHORTEST) return NOT_PLAIN
  let at: number = ethernet.end
  let type = u16(bytes, start + ethernet.type)
  if (type === Ethertype.customerTag) {
    at = ethernet.taggedEnd
    type = u16(bytes, start + ethernet.taggedType)
  }
  let header = start + at
  let shape = at << IP_SHIFT
  let limit = at
  let hopLimit = 0
  if (type === Ethertype.ipv4) {
    at += ipv4.end
    if (at > captured || u8(bytes, header) !== ipv4.plain) return NOT_PLAIN
    if (u16(bytes, header + ipv4.fragment) & IS_FRAGMENT) return NOT_PLAIN
    shape |= u8(bytes, header + ipv4.protocol)
    limit += u16(bytes, header + ipv4.total)
    hopLimit = u8(bytes, header + ipv4.timeToLive)
  } else if (type === Ethertype.ipv6) {
    at += ipv6.end
    if (at > captured || u8(bytes, header) >> 4 !== 6) return NOT_PLAIN
    shape |= IS_IPV6 | u8(bytes, header + ipv6.next)
    limit = at + u16(bytes, header + ipv6.payload)
    hopLimit = u8(bytes, header + ipv6.hopLimit)
  } else return NOT_PLAIN
  if (limit > wire) return NOT_PLAIN

  const end = Math.min(limit, captured)
  const protocol = shape & PROTOCOL_MASK
  header = start + at
  if (protocol === IpProtocol.tcp) {
    if (at + tcp.end > end) return NOT_PLAIN
    const length = (u8(bytes, header + tcp.dataOffset) >> 4) << 2
    if (length < tcp.end || at + length > end) return NOT_PLAIN
    if (shape !== last) reshape(view, shape, last)
    view.sourcePort = u16(bytes, header + tcp.source)
    view.destinationPort = u16(bytes, header + tcp.destination)
    view.tcpFlags = u8(bytes, header + tcp.flags)
    view.sequence = i32(bytes, header + tcp.sequence)
    view.acknowledgement = i32(bytes, header + tcp.acknowledgement)
    view.window = u16(bytes, header + tcp.window)
    at += length
  } else {
    if (protocol !== IpProtocol.udp || at + udp.end > end) return NOT_PLAIN
    const length = u16(bytes, header + udp.length)
    if (length < udp.end || at + length > limit) return NOT_PLAIN
    const sourcePort = u16(bytes, header + udp.source)
    const destinationPort = u16(bytes, header + udp.destination)
    if (isTunnelPort(sourcePort) || isTunnelPort(destinationPort)) return NOT_PLAIN
    if (shape !== last) reshape(view, shape, last)
    view.sourcePort = sourcePort
    view.destinationPort = destinationPort
    limit = at + length
    at += udp.end
  }
  view.captured = captured
  view.wire = wire
  view.limit = limit
  view.groupFrame = u8(bytes, start + ethernet.destination) & GROUP_BIT
  if (shape >= FIRST_TAGGED) view.vlanId = u16(bytes, start + ethernet.tag) & VLAN_ID_MASK
  view.hopLimit = hopLimit
  view.payloadOffset = at
  view.payloadLength = limit - at
  return shape
}

/** Writes all that frames of a shape have in common. */
const reshape = (view: PacketFields, shape: number, last: number): void => {
  if (last === NOT_PLAIN) view.reset(0, 0)
  const at = shape >> IP_SHIFT
  const isIpv6 = (shape & IS_IPV6) !== 0
  const ip = isIpv6 ? ipv6 : ipv4
  view.ethertype = isIpv6 ? Ethertype.ipv6 : Ethertype.ipv4
  view.sourceMacOffset = ethernet.source
  view.destinationMacOffset = ethernet.destination
  view.vlanId = -1
  view.vlanTags = shape >= FIRST_TAGGED ? 1 : 0
  view.ipVersion = isIpv6 ? 6 : 4
  view.ipOffset = at
  view.sourceOffset = at + ip.source
  view.destinationOffset = at + ip.destination
  view.protocol = shape & PROTOCOL_MASK
  view.transportOffset = at + ip.end
  view.tcpFlags = 0
  view.sequence = 0
  view.acknowledgement = 0
  view.window = 0
}
