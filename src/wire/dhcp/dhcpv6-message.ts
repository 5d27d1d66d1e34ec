import { u8, u16 } from '../bytes.ts'

/** RFC 8415, 8 and 9: type and transaction; a relay adds its hops, the link and the peer instead. */
const HEADER_LENGTH = 4
const RELAY_HEADER_LENGTH = 34
/** RFC 8415, 21.1. */
const OPTION_LENGTH = 2
const OPTION_HEADER_LENGTH = 4
/** RFC 4704, 4: flags, then the name in the form of DNS. */
const CLIENT_FQDN = 39
const FQDN_FLAGS_LENGTH = 1

/** RFC 8415, 7.3. */
export const Dhcpv6Type = {
  solicit: 1,
  advertise: 2,
  request: 3,
  confirm: 4,
  renew: 5,
  rebind: 6,
  reply: 7,
  release: 8,
  decline: 9,
  reconfigure: 10,
  informationRequest: 11,
  relayForward: 12,
  relayReply: 13,
} as const

/** A message read in place, lax. Overwritten by the next `read`. Offsets are indexes of the bytes given; 0 means absent. */
export class Dhcpv6Message {
  type = 0
  /** The client's name, in the form of DNS, perhaps without its domain and then without its root. */
  fqdnAt = 0
  fqdnEnd = 0
  /** Whether the options follow each other to the very end. */
  isWhole = false

  /** Reads the message in [from, to); false where its type is unknown. What a relay carries is not looked into. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.type = from < to ? u8(bytes, from) : 0
    this.fqdnAt = this.fqdnEnd = 0
    this.isWhole = false
    if (this.type < Dhcpv6Type.solicit || this.type > Dhcpv6Type.relayReply) return false
    let at = from + (this.type < Dhcpv6Type.relayForward ? HEADER_LENGTH : RELAY_HEADER_LENGTH)
    while (at + OPTION_HEADER_LENGTH <= to) {
      const data = at + OPTION_HEADER_LENGTH
      const end = data + u16(bytes, at + OPTION_LENGTH)
      if (end > to) return true
      if (u16(bytes, at) === CLIENT_FQDN && end - data > FQDN_FLAGS_LENGTH) {
        this.fqdnAt = data + FQDN_FLAGS_LENGTH
        this.fqdnEnd = end
      }
      at = end
    }
    this.isWhole = at === to
    return true
  }
}
