import { i32, u16 } from '../../../wire/bytes.ts'
import { Ethertype } from '../../../wire/link/ethertype.ts'
import type { PacketView } from '../../../wire/packet-view.ts'

/**
 * The symmetric key of a flow, ten words: the lower end (4), the higher end (4), both ports, the
 * protocol. An IP end is its address, IPv4 mapped into IPv6; of other frames it is MAC (2 words: 16
 * bits, 32 bits), ARP sender address, 0.
 */
export const KEY_WORDS = 10
export const END_WORDS = 4
export const PORTS = 8
export const PROTOCOL = 9

/** The protocol word below this is an IP protocol number; the next 65,536 are EtherTypes. */
export const FIRST_ETHERTYPE = 0x10000
/** 802.3 without an EtherType. */
export const LLC = 0x20000
/** Not even the header of the link was whole, or nobody knows it. */
export const UNREADABLE = 0x30000

export const MAPPED = 0xffff

/** The group bit of a MAC, in its first 16 bits (IEEE 802, 8.2). */
export const GROUP_BIT = 0x0100

/** Whether the ends of a flow with this protocol word are IP addresses. */
export const isIp = (protocolWord: number): boolean => protocolWord < FIRST_ETHERTYPE

/**
 * Writes the key of the frame at `start` into `key`. Returns which end sent it: 0 the lower one, 1
 * the higher one. Of two ends with one address the one with the lower port is lower.
 */
export const writeFlowKey = (
  key: Int32Array,
  bytes: Uint8Array,
  start: number,
  view: PacketView,
): 0 | 1 => {
  if (view.ipVersion === 4) return writeIpv4(key, bytes, start, view)
  if (view.ipVersion === 6) return writeIpv6(key, bytes, start, view)
  return writeOther(key, bytes, start, view)
}

const writePorts = (key: Int32Array, view: PacketView, sender: 0 | 1): void => {
  key[PROTOCOL] = view.protocol
  if (view.sourcePort < 0) key[PORTS] = 0
  else if (sender === 0) key[PORTS] = (view.sourcePort << 16) | view.destinationPort
  else key[PORTS] = (view.destinationPort << 16) | view.sourcePort
}

const writeIpv4 = (key: Int32Array, bytes: Uint8Array, start: number, view: PacketView): 0 | 1 => {
  const source = i32(bytes, start + view.sourceOffset)
  const destination = i32(bytes, start + view.destinationOffset)
  const order = source - destination || view.sourcePort - view.destinationPort
  const sender = order <= 0 ? 0 : 1
  key[0] = 0
  key[1] = 0
  key[2] = MAPPED
  key[3] = sender === 0 ? source : destination
  key[4] = 0
  key[5] = 0
  key[6] = MAPPED
  key[7] = sender === 0 ? destination : source
  writePorts(key, view, sender)
  return sender
}

const writeIpv6 = (key: Int32Array, bytes: Uint8Array, start: number, view: PacketView): 0 | 1 => {
  const source = start + view.sourceOffset
  const destination = start + view.destinationOffset
  let order = 0
  for (let i = 0; i < 16 && order === 0; i += 4)
    order = i32(bytes, source + i) - i32(bytes, destination + i)
  if (order === 0) order = view.sourcePort - view.destinationPort
  const sender = order <= 0 ? 0 : 1
  const low = sender === 0 ? source : destination
  const high = sender === 0 ? destination : source
  for (let i = 0; i < END_WORDS; i++) {
    key[i] = i32(bytes, low + 4 * i)
    key[END_WORDS + i] = i32(bytes, high + 4 * i)
  }
  writePorts(key, view, sender)
  return sender
}

const writeOther = (key: Int32Array, bytes: Uint8Array, start: number, view: PacketView): 0 | 1 => {
  key.fill(0)
  key[PROTOCOL] = otherProtocol(view)
  const source = view.sourceMacOffset
  const destination = view.destinationMacOffset
  const source0 = source < 0 ? 0 : u16(bytes, start + source)
  const source1 = source < 0 ? 0 : i32(bytes, start + source + 2)
  const destination0 = destination < 0 ? 0 : u16(bytes, start + destination)
  const destination1 = destination < 0 ? 0 : i32(bytes, start + destination + 2)
  const sender = (source0 - destination0 || source1 - destination1) <= 0 ? 0 : 1
  const from = sender === 0 ? 0 : END_WORDS
  const to = END_WORDS - from
  key[from] = source0
  key[from + 1] = source1
  key[to] = destination0
  key[to + 1] = destination1
  if (view.ethertype === Ethertype.arp)
    key[from + 2] = arpSender(bytes, start, view, source0, source1)
  return sender
}

const otherProtocol = (view: PacketView): number => {
  if (view.ethertype !== 0) return FIRST_ETHERTYPE | view.ethertype
  return view.llcOffset > 0 ? LLC : UNREADABLE
}

/**
 * The IPv4 address that the sender says is its own; 0 where it speaks for another MAC (a proxy, or
 * a forgery).
 */
const arpSender = (
  bytes: Uint8Array,
  start: number,
  view: PacketView,
  mac0: number,
  mac1: number,
): number => {
  if (view.arpSenderAddressOffset === 0) return 0
  const said = start + view.arpSenderMacOffset
  if (u16(bytes, said) !== mac0 || i32(bytes, said + 2) !== mac1) return 0
  return i32(bytes, start + view.arpSenderAddressOffset)
}
