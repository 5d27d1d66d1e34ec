import { decodeArp } from './arp.ts'
import { Ethertype } from './ethertype.ts'
import { decodeIpv4 } from './ipv4.ts'
import { decodeIpv6 } from './ipv6.ts'
import { decodeMpls } from './mpls.ts'
import type { PacketFields } from './packet-fields.ts'
import { decodePppoe } from './pppoe.ts'

/**
 * Reads what an EtherType says, at `at`. Returns whether it could be read; a type that nobody here
 * knows is payload, and read.
 */
export const decodeNetwork = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  type: number,
): boolean => {
  view.ethertype = type
  view.payload(at)
  switch (type) {
    case Ethertype.ipv4:
      return decodeIpv4(view, bytes, start, at)
    case Ethertype.ipv6:
      return decodeIpv6(view, bytes, start, at)
    case Ethertype.arp:
      return decodeArp(view, bytes, start, at)
    case Ethertype.mpls:
    case Ethertype.mplsMulticast:
      return decodeMpls(view, bytes, start, at)
    case Ethertype.pppoeSession:
      return decodePppoe(view, bytes, start, at)
    default:
      return true
  }
}
