import { berContent, berEnd } from '../../../wire/ber-header.ts'
import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** Over TCP a length goes before each message (RFC 4120, 7.2.2). */
const LENGTH = 4
/** An application tag, whose number is the type of the message (RFC 4120, 5.10), around a sequence. */
const APPLICATION = 0x60
const SEQUENCE = 0x30
/** The version and the type again: a tag ([0] and [1], or [1] and [2]), a length of 3, INTEGER, a length of 1, and the number. */
const FIRST_TAG = 0xa0
const LAST_TAG = 0xa2
const ELEMENT_LENGTH = 5
const INTEGER = 0x0201
const VERSION = 5

/** RFC 4120, 7.5.7. */
const message = (type: number): string => {
  switch (type) {
    case 10:
      return 'AS-REQ'
    case 11:
      return 'AS-REP'
    case 12:
      return 'TGS-REQ'
    case 13:
      return 'TGS-REP'
    case 14:
      return 'AP-REQ'
    case 15:
      return 'AP-REP'
    case 30:
      return 'KRB-ERROR'
    default:
      return ''
  }
}

/** Kerberos 5: messages whose tag and type agree. Raises the type of each. */
export const kerberos: Application = {
  name: 'kerberos',
  transport: 'both',
  ports: [88],
  look: ({ bytes, from, to, isTcp }, facts) => {
    if (isTcp && u8(bytes, from) !== 0) return Verdict.no
    const at = isTcp ? from + LENGTH : from
    if (at >= to) return Verdict.unsure
    const type = u8(bytes, at) - APPLICATION
    const detail = message(type)
    if (detail === '') return Verdict.no
    const sequence = berContent(bytes, at, to)
    const first = sequence < 0 ? -1 : berContent(bytes, sequence, to)
    if (first < 0 || first + 2 * ELEMENT_LENGTH > to) return isTcp ? Verdict.unsure : Verdict.no
    const end = berEnd(bytes, at, to)
    if (isTcp ? i32(bytes, from) !== end - at : end !== to) return Verdict.no
    if (u8(bytes, sequence) !== SEQUENCE || berEnd(bytes, sequence, to) !== end) return Verdict.no
    if (!isNumber(bytes, first, VERSION) || !isNumber(bytes, first + ELEMENT_LENGTH, type))
      return Verdict.no
    facts.detail(detail)
    return Verdict.done
  },
  follows: true,
}

const isNumber = (bytes: Uint8Array, at: number, number: number): boolean =>
  u8(bytes, at) >= FIRST_TAG &&
  u8(bytes, at) <= LAST_TAG &&
  u8(bytes, at + 1) === ELEMENT_LENGTH - 2 &&
  u16(bytes, at + 2) === INTEGER &&
  u8(bytes, at + 4) === number
