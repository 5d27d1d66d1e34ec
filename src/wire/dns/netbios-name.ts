import { u8 } from '../bytes.ts'
import type { DnsName } from './dns-name.ts'

/** 15 characters and the suffix (RFC 1002, 4.2.18; RFC 1001, 14.1). */
const NAME_LENGTH = 15
export const NETBIOS_NAME_LENGTH = NAME_LENGTH + 1
/** Each byte as two letters, A to P, in one label. */
const CODED_LENGTH = 2 * NETBIOS_NAME_LENGTH

const LOWER_A = 0x61
const DOT = 0x2e
const SPACE = 0x20
const LAST_PRINTABLE = 0x7e
const UPPER_A = 0x41
const UPPER_Z = 0x5a
const TO_LOWER = 0x20

/** What has the name (Microsoft's list of suffixes): the machine itself, and its file server. */
const WORKSTATION = 0x00
const SERVER = 0x20

/** One name of NetBIOS as text. Overwritten by the next call: copy what you keep. */
export class NetbiosName {
  /** In lower case, because it is compared so; without the spaces or zeros that fill it. */
  readonly bytes = new Uint8Array(NAME_LENGTH)
  /** Bytes in use; 0 for a name that cannot be told as text. */
  length = 0
  suffix = -1

  /** Whether only a machine is called like this: other suffixes belong to groups, users and roles. */
  get isMachine(): boolean {
    return this.suffix === WORKSTATION || this.suffix === SERVER
  }

  /** Takes the name that the first label of `coded` stands for; false where that is none. A scope may follow. */
  decode(coded: DnsName): boolean {
    if (coded.length < CODED_LENGTH) return false
    if (coded.length > CODED_LENGTH && coded.bytes[CODED_LENGTH] !== DOT) return false
    for (let i = 0; i <= NAME_LENGTH; i++) {
      const high = u8(coded.bytes, 2 * i) - LOWER_A
      const low = u8(coded.bytes, 2 * i + 1) - LOWER_A
      if (high < 0 || high > 15 || low < 0 || low > 15) return false
      this.#put(i, (high << 4) | low)
    }
    this.#trim()
    return true
  }

  /** Takes the 16 bytes at `at`, as they stand in the answer to a node status request (RFC 1002, 4.2.18). */
  take(bytes: Uint8Array, at: number): void {
    for (let i = 0; i <= NAME_LENGTH; i++) this.#put(i, u8(bytes, at + i))
    this.#trim()
  }

  #put(index: number, value: number): void {
    const isUpper = value >= UPPER_A && value <= UPPER_Z
    if (index < NAME_LENGTH) this.bytes[index] = isUpper ? value + TO_LOWER : value
    else this.suffix = value
  }

  #trim(): void {
    let length = NAME_LENGTH
    while (length > 0 && (this.bytes[length - 1] === SPACE || this.bytes[length - 1] === 0))
      length--
    for (let i = 0; i < length; i++) {
      const letter = u8(this.bytes, i)
      if (letter < SPACE || letter > LAST_PRINTABLE) length = 0
    }
    this.length = length
  }
}
