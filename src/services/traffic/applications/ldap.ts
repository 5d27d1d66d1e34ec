import { berContent, berEnd, isBer } from '../../../wire/ber-header.ts'
import { u8 } from '../../../wire/bytes.ts'
import { begins, Match } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTET_STRING = 0x04
const ENUMERATED = 0x0a
/** RFC 4511, 4.2 to 4.12. */
const BIND_REQUEST = 0x60
const BIND_RESPONSE = 0x61
const SEARCH_REQUEST = 0x63
const SEARCH_ENTRY = 0x64
const SEARCH_DONE = 0x65
const EXTENDED_REQUEST = 0x77
const EXTENDED_RESPONSE = 0x78
/** Of the extended request, context-specific. */
const REQUEST_NAME = 0x80
/** RFC 4511, 4.14.1. */
const START_TLS = '1.3.6.1.4.1.1466.20037'
const LAST_VERSION = 3
/** RFC 4511, 4.5.1.2, with the subordinates of a later draft; result codes: 4.1.9. */
const LAST_SCOPE = 3
const LAST_RESULT = 80
const MAX_ID_BYTES = 4
/** Tag, and a length of five bytes. */
const MAX_HEADER = 6

/** A message (RFC 4511, 4.1.1) with an operation that one side begins with. Over UDP it fills the datagram (RFC 1798). */
export const ldap: Application = {
  name: 'ldap',
  transport: 'both',
  ports: [389, 3268],
  look: ({ bytes, from, to, isTcp }, facts) => {
    if (u8(bytes, from) !== SEQUENCE) return Verdict.no
    const end = berEnd(bytes, from, to)
    if (end < 0) return isTcp && to - from < MAX_HEADER ? Verdict.unsure : Verdict.no
    if (!isTcp && end !== to) return Verdict.no
    const id = berContent(bytes, from, to)
    if (id < to && u8(bytes, id) !== INTEGER) return Verdict.no
    // What is not there may be in the next segment.
    const otherwise = end > to ? Verdict.unsure : Verdict.no
    const limit = Math.min(end, to)
    if (!isBer(bytes, id, limit, INTEGER) || u8(bytes, id + 1) > MAX_ID_BYTES) return otherwise
    const operation = berEnd(bytes, id, limit)
    const content = berContent(bytes, operation, limit)
    if (content < 0 || berEnd(bytes, operation, limit) > end) return otherwise
    const kind = u8(bytes, operation)
    if (!isOperation(bytes, kind, content, limit)) return otherwise
    if (kind !== EXTENDED_REQUEST || begins(bytes, content + 2, limit, START_TLS) !== Match.whole)
      return Verdict.done
    facts.detail('STARTTLS')
    return Verdict.secures
  },
}

/** Whether the operation's content begins as its kind does. */
const isOperation = (bytes: Uint8Array, kind: number, at: number, to: number): boolean => {
  switch (kind) {
    case BIND_REQUEST:
      return (
        isNumber(bytes, at, to, INTEGER, LAST_VERSION) &&
        at + 3 < to &&
        u8(bytes, at + 3) === OCTET_STRING
      )
    case SEARCH_REQUEST: {
      const scope = isBer(bytes, at, to, OCTET_STRING) ? berEnd(bytes, at, to) : to
      return isNumber(bytes, scope, to, ENUMERATED, LAST_SCOPE)
    }
    case BIND_RESPONSE:
    case SEARCH_DONE:
    case EXTENDED_RESPONSE:
      return (
        isNumber(bytes, at, to, ENUMERATED, LAST_RESULT) &&
        at + 3 < to &&
        u8(bytes, at + 3) === OCTET_STRING
      )
    case SEARCH_ENTRY: {
      const attributes = isBer(bytes, at, to, OCTET_STRING) ? berEnd(bytes, at, to) : to
      return attributes < to && u8(bytes, attributes) === SEQUENCE
    }
    case EXTENDED_REQUEST:
      return isBer(bytes, at, to, REQUEST_NAME) && begins(bytes, at + 2, to, '1.') === Match.whole
    default:
      return false
  }
}

/** Whether a number of one byte, `most` at most, stands at `at`. */
const isNumber = (bytes: Uint8Array, at: number, to: number, tag: number, most: number): boolean =>
  isBer(bytes, at, to, tag) && u8(bytes, at + 1) === 1 && u8(bytes, at + 2) <= most
