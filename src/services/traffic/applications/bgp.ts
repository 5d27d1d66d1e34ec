import { u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 4271, 4.1: sixteen bytes of ones, length of all, type. */
const MARKER_LENGTH = 16
const LENGTH = 16
const TYPE = 18
const HEADER_LENGTH = 19
const KEEPALIVE = 4
/** ROUTE-REFRESH, RFC 2918. */
const LAST_TYPE = 5

/** BGP: the beginning of a message. */
export const bgp: Application = {
  name: 'bgp',
  transport: 'tcp',
  ports: [179],
  look: ({ bytes, from, to }) => {
    for (let i = 0; i < MARKER_LENGTH; i++) {
      if (from + i >= to) return Verdict.unsure
      if (bytes[from + i] !== 0xff) return Verdict.no
    }
    if (from + HEADER_LENGTH > to) return Verdict.unsure
    const length = u16(bytes, from + LENGTH)
    const type = u8(bytes, from + TYPE)
    if (type === 0 || type > LAST_TYPE || length < HEADER_LENGTH) return Verdict.no
    return type === KEEPALIVE && length !== HEADER_LENGTH ? Verdict.no : Verdict.done
  },
}
