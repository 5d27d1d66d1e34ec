import { u8, u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'

/** RFC 826. */
const HARDWARE = 0
const PROTOCOL = 2
const HARDWARE_LENGTH = 4
const PROTOCOL_LENGTH = 5
const OPERATION = 6
const SENDER_MAC = 8
const SENDER_ADDRESS = 14
const FIXED_LENGTH = 8
const IPV4_LENGTH = 28

const ETHERNET = 1
const IPV4 = 0x0800

/**
 * Reads ARP at `at`; about other than IPv4 over Ethernet only the operation is told. Returns
 * whether that could be read.
 */
export const decodeArp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.arp, at, FIXED_LENGTH)) return false
  const header = start + at
  view.arpOffset = at
  view.arpOperation = u16(bytes, header + OPERATION)
  if (u16(bytes, header + HARDWARE) !== ETHERNET || u16(bytes, header + PROTOCOL) !== IPV4)
    return true
  if (u8(bytes, header + HARDWARE_LENGTH) !== 6 || u8(bytes, header + PROTOCOL_LENGTH) !== 4)
    return true
  if (!view.has(Layer.arp, at, IPV4_LENGTH)) return true
  view.arpSenderMacOffset = at + SENDER_MAC
  view.arpSenderAddressOffset = at + SENDER_ADDRESS
  return true
}
