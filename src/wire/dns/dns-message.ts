import { u16 } from '../bytes.ts'
import { type DnsName, skipDnsName } from './dns-name.ts'

/** RFC 1035, 4.1.1; RFC 4795 and RFC 6762 keep the form, and so does RFC 1002 for the names of NetBIOS. */
const ID = 0
const FLAGS = 2
const QUESTIONS = 4
const ANSWERS = 6
const AUTHORITIES = 8
const ADDITIONALS = 10
export const DNS_HEADER_LENGTH = 12

const RESPONSE = 0x8000
const OPCODE_SHIFT = 11
const OPCODE_MASK = 0x0f
const RESPONSE_CODE_MASK = 0x0f

/** What follows a name: type and class (4.1.2); in a record TTL and the length of its data too (4.1.3). */
const CLASS = 2
const QUESTION_LENGTH = 4
const DATA_LENGTH = 8
const RECORD_LENGTH = 10
/** The root takes one byte. */
const MIN_QUESTION = 1 + QUESTION_LENGTH
const MIN_RECORD = 1 + RECORD_LENGTH

/** RFC 1035, 3.2.2; RFC 3596, 2.1. */
const DnsType = { a: 1, aaaa: 28 } as const
/** RFC 1035, 3.2.4. */
export const DNS_CLASS_IN = 1

/**
 * A message read in place, lax, for captures: `begin`, then `question` and `record` as often as they say true. Overwritten by the next
 * `begin`; the bytes are handed in with each call, so that none are kept.
 */
export class DnsMessage {
  from = 0
  to = 0
  /** The first byte that was not read yet. */
  at = 0

  id = 0
  isResponse = false
  opcode = 0
  responseCode = 0
  /** The header's 16 flags as they are: the bits between opcode and response code differ from protocol to protocol. */
  flags = 0
  questions = 0
  answers = 0
  authorities = 0
  additionals = 0

  /** Of the last question or record. Multicast DNS has a flag in the class's highest bit. */
  type = 0
  class = 0
  /** Of the last record. */
  dataAt = 0
  dataLength = 0

  /** Reads the header of the message in [from, to): false where it is too short. */
  begin(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from < DNS_HEADER_LENGTH) return false
    this.from = from
    this.to = to
    this.at = from + DNS_HEADER_LENGTH
    this.id = u16(bytes, from + ID)
    this.flags = u16(bytes, from + FLAGS)
    this.isResponse = (this.flags & RESPONSE) !== 0
    this.opcode = (this.flags >> OPCODE_SHIFT) & OPCODE_MASK
    this.responseCode = this.flags & RESPONSE_CODE_MASK
    this.questions = u16(bytes, from + QUESTIONS)
    this.answers = u16(bytes, from + ANSWERS)
    this.authorities = u16(bytes, from + AUTHORITIES)
    this.additionals = u16(bytes, from + ADDITIONALS)
    return true
  }

  /** Records of all sections. */
  get records(): number {
    return this.answers + this.authorities + this.additionals
  }

  /** The fewest bytes that a message with these counts takes: other traffic rarely has counts that fit its length. */
  get leastLength(): number {
    return DNS_HEADER_LENGTH + this.questions * MIN_QUESTION + this.records * MIN_RECORD
  }

  /** Reads the question at `at` and goes on behind it; false where there is none. Its name is passed over where no `name` is given. */
  question(bytes: Uint8Array, name?: DnsName): boolean {
    const fields = this.#name(bytes, name)
    if (fields < 0 || fields + QUESTION_LENGTH > this.to) return false
    this.type = u16(bytes, fields)
    this.class = u16(bytes, fields + CLASS)
    this.at = fields + QUESTION_LENGTH
    return true
  }

  /** Like `question`, for a record. */
  record(bytes: Uint8Array, name?: DnsName): boolean {
    const fields = this.#name(bytes, name)
    if (fields < 0 || fields + RECORD_LENGTH > this.to) return false
    const dataAt = fields + RECORD_LENGTH
    const dataLength = u16(bytes, fields + DATA_LENGTH)
    if (dataAt + dataLength > this.to) return false
    this.type = u16(bytes, fields)
    this.class = u16(bytes, fields + CLASS)
    this.dataAt = dataAt
    this.dataLength = dataLength
    this.at = dataAt + dataLength
    return true
  }

  #name(bytes: Uint8Array, name: DnsName | undefined): number {
    return name
      ? name.read(bytes, this.from, this.to, this.at)
      : skipDnsName(bytes, this.to, this.at)
  }

  /** The length of the address that the last record holds: 4, 16, or 0 where it holds none. The class is left to the caller. */
  get addressLength(): number {
    if (this.type === DnsType.a && this.dataLength === 4) return 4
    if (this.type === DnsType.aaaa && this.dataLength === 16) return 16
    return 0
  }
}

/** RFC 1035, 4.2.2: over TCP each message follows its length. */
export const DNS_PREFIX_LENGTH = 2
