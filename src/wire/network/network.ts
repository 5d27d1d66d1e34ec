import { Ethertype } from '../link/ethertype.ts'
import { decodeMpls } from '../link/mpls.ts'
import { decodePppoe } from '../link/pppoe.ts'
import type { PacketFields } from '../packet-fields.ts'
import { decodeArp } from './arp.ts'
import { decodeIpv4 } from './ipv4.ts'
import { decodeIpv6 } from './ipv6.ts'

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
