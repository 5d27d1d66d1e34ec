import { u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 2865, 3: code, identifier, length of all, authenticator; then attributes of a type, their own length and a value. */
const LENGTH = 2
const HEADER_LENGTH = 20
const ATTRIBUTE_LENGTH = 1
const MIN_ATTRIBUTE = 2

/** RFC 2865, 4; RFC 2866, 4; RFC 5176, 2.3. */
const code = (byte: number): string => {
  switch (byte) {
    case 1:
      return 'Access-Request'
    case 2:
      return 'Access-Accept'
    case 3:
      return 'Access-Reject'
    case 4:
      return 'Accounting-Request'
    case 5:
      return 'Accounting-Response'
    case 11:
      return 'Access-Challenge'
    case 12:
      return 'Status-Server'
    case 40:
      return 'Disconnect-Request'
    case 41:
      return 'Disconnect-ACK'
    case 42:
      return 'Disconnect-NAK'
    case 43:
      return 'CoA-Request'
    case 44:
      return 'CoA-ACK'
    case 45:
      return 'CoA-NAK'
    default:
      return ''
  }
}

/** RADIUS: a length that agrees, and a first attribute that fits. Raises the code of each packet. */
export const radius: Application = {
  name: 'radius',
  transport: 'udp',
  ports: [1812, 1813, 1645, 1646, 3799],
  portsOnly: true,
  look: ({ bytes, from, to }, facts) => {
    const detail = code(u8(bytes, from))
    if (detail === '' || from + HEADER_LENGTH > to) return Verdict.no
    if (from + u16(bytes, from + LENGTH) !== to) return Verdict.no
    const attribute = from + HEADER_LENGTH
    if (attribute < to && !isAttribute(bytes, attribute, to)) return Verdict.no
    facts.detail(detail)
    return Verdict.done
  },
  follows: true,
}

const isAttribute = (bytes: Uint8Array, at: number, to: number): boolean => {
  if (at + MIN_ATTRIBUTE > to) return false
  const length = u8(bytes, at + ATTRIBUTE_LENGTH)
  return length >= MIN_ATTRIBUTE && at + length <= to
}
