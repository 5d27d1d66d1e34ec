import { i32, u8 } from '../bytes.ts'

/** RFC 2131, 2. */
const OPERATION = 0
const HARDWARE = 1
const HARDWARE_LENGTH = 2
const YOUR_ADDRESS = 16
const CLIENT_HARDWARE = 28
const COOKIE = 236
const OPTIONS = 240

const REQUEST = 1
const REPLY = 2
const ETHERNET = 1
const MAC_LENGTH = 6
/** RFC 2131, 3: what makes DHCP of BOOTP. */
const COOKIE_VALUE = 0x63825363

/** RFC 2132; RFC 4702. */
const PAD = 0
const HOST_NAME = 12
const MESSAGE_TYPE = 53
const FQDN = 81
const END = 255
const OPTION_HEADER = 2
/** RFC 4702, 2: flags and two response codes, then the name; a flag says that it has the form of DNS. */
const FQDN_HEADER = 3
const FQDN_CODED = 0x04

/** A message read in place, lax. Overwritten by the next `read`. Offsets are indexes of the bytes given; 0 means absent. */
export class DhcpMessage {
  isReply = false
  /** Whether BOOTP's fields are followed by DHCP's cookie. */
  isDhcp = false
  /** The client's MAC. */
  macAt = 0
  /** `yiaddr`: what the server gives to the client; the bytes may be zero. */
  yourAddressAt = 0
  /** Option 53, RFC 2132, 9.6; 0: none. */
  type = 0
  /** Option 12, as text; without zeros behind it (RFC 2132, 2). */
  hostNameAt = 0
  hostNameEnd = 0
  /** Option 81, behind its flags. */
  fqdnAt = 0
  fqdnEnd = 0
  /** Whether it has the form of DNS; else it is text. */
  isFqdnCoded = false

  /** Reads the message in [from, to); false where it is not BOOTP for a client with a MAC. What the snaplen took away is absent. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.isDhcp = false
    this.type = 0
    this.hostNameAt = this.hostNameEnd = 0
    this.fqdnAt = this.fqdnEnd = 0
    if (to - from < CLIENT_HARDWARE + MAC_LENGTH) return false
    const operation = u8(bytes, from + OPERATION)
    if (operation !== REQUEST && operation !== REPLY) return false
    if (u8(bytes, from + HARDWARE) !== ETHERNET) return false
    if (u8(bytes, from + HARDWARE_LENGTH) !== MAC_LENGTH) return false
    this.isReply = operation === REPLY
    this.macAt = from + CLIENT_HARDWARE
    this.yourAddressAt = from + YOUR_ADDRESS
    this.isDhcp = to - from >= OPTIONS && i32(bytes, from + COOKIE) === COOKIE_VALUE
    if (this.isDhcp) this.#readOptions(bytes, from + OPTIONS, to)
    return true
  }

  #readOptions(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const code = u8(bytes, at)
      if (code === END) return
      if (code === PAD) {
        at++
        continue
      }
      const data = at + OPTION_HEADER
      if (data > to) return
      const end = data + u8(bytes, at + 1)
      if (end > to) return
      this.#readOption(bytes, code, data, end)
      at = end
    }
  }

  #readOption(bytes: Uint8Array, code: number, data: number, end: number): void {
    if (code === MESSAGE_TYPE && end > data) this.type = u8(bytes, data)
    if (code === HOST_NAME) {
      this.hostNameAt = data
      this.hostNameEnd = end
      while (this.hostNameEnd > data && u8(bytes, this.hostNameEnd - 1) === 0) this.hostNameEnd--
    }
    if (code === FQDN && end - data > FQDN_HEADER) {
      this.fqdnAt = data + FQDN_HEADER
      this.fqdnEnd = end
      this.isFqdnCoded = (u8(bytes, data) & FQDN_CODED) !== 0
    }
  }
}
