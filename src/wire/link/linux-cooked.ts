import { MAC_LENGTH } from '../address.ts'
import { u8, u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { decodeLlc } from './llc.ts'
import { decodeTagged } from './vlan.ts'

/** What `tcpdump -i any` writes: LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 of tcpdump.org. */
const v1 = { kind: 0, hardware: 2, addressLength: 4, address: 6, protocol: 14, end: 16 } as const
const v2 = { protocol: 0, hardware: 8, kind: 10, addressLength: 11, address: 12, end: 20 } as const

/** Packet types, from the sight of the machine that captured. */
const BROADCAST = 1
const MULTICAST = 2

/** Hardware types (ARPHRD_ of Linux) with MACs. */
const ETHERNET = 1
const LOOPBACK = 772
/** With others than these the protocol is no EtherType. */
const FRAME_RELAY = 770
const GRE = 778
const RADIOTAP = 803
const NETLINK = 824

/** Below 1536 the protocol is none of the IEEE's, but Linux's own. */
const FIRST_ETHERTYPE = 1536
const LLC = 4

/** Reads a frame of the first version at `at`. Returns whether it carries what can be read. */
export const decodeLinuxCooked = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.cooked, at, v1.end)) return false
  const header = start + at
  const hardware = u16(bytes, header + v1.hardware)
  const addressLength = u16(bytes, header + v1.addressLength)
  noteLink(view, u16(bytes, header + v1.kind), hardware, addressLength, at + v1.address)
  return decodeProtocol(view, bytes, start, at + v1.end, hardware, u16(bytes, header + v1.protocol))
}

/** Reads a frame of the second version at `at`. Returns whether it carries what can be read. */
export const decodeLinuxCooked2 = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.cooked, at, v2.end)) return false
  const header = start + at
  const hardware = u16(bytes, header + v2.hardware)
  const addressLength = u8(bytes, header + v2.addressLength)
  noteLink(view, u8(bytes, header + v2.kind), hardware, addressLength, at + v2.address)
  return decodeProtocol(view, bytes, start, at + v2.end, hardware, u16(bytes, header + v2.protocol))
}

const noteLink = (
  view: PacketFields,
  kind: number,
  hardware: number,
  addressLength: number,
  address: number,
): void => {
  view.groupFrame = kind === BROADCAST || kind === MULTICAST ? 1 : 0
  const hasMac = hardware === ETHERNET || hardware === LOOPBACK
  if (hasMac && addressLength === MAC_LENGTH) view.sourceMacOffset = address
}

const decodeProtocol = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  hardware: number,
  protocol: number,
): boolean => {
  view.payload(at)
  switch (hardware) {
    case FRAME_RELAY:
    case GRE:
    case RADIOTAP:
    case NETLINK:
      return false
  }
  if (protocol >= FIRST_ETHERTYPE) return decodeTagged(view, bytes, start, at, protocol)
  return protocol === LLC && decodeLlc(view, bytes, start, at)
}
