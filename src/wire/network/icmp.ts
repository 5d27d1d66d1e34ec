import { u8 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { IpProtocol } from './ip-protocol.ts'
import { decodeNeighbourDiscovery } from './neighbour-discovery.ts'

/** RFC 792 and RFC 4443: type, code, checksum, then four bytes that depend on the type. */
const TYPE = 0
const CODE = 1
const HEADER_LENGTH = 8
/** Type and code are told as soon as the checksum ends: ICMPv6 knows messages of four bytes. */
const SHORTEST = 4

/** Reads ICMP or ICMPv6 at `at`. */
export const decodeIcmp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  if (!view.has(Layer.icmp, at, SHORTEST)) return
  view.transportOffset = at
  view.icmpType = u8(bytes, start + at + TYPE)
  view.icmpCode = u8(bytes, start + at + CODE)
  view.payload(at + (view.limit - at < HEADER_LENGTH ? SHORTEST : HEADER_LENGTH))
  if (view.protocol === IpProtocol.icmp6) decodeNeighbourDiscovery(view, bytes, start, at)
}
