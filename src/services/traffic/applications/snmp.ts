import { berContent, berEnd, isBer } from '../../../wire/ber-header.ts'
import { u8 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTET_STRING = 0x04
const FIRST_PDU = 0xa0
const LAST_PDU = 0xa8
/** RFC 3584, 4: the numbers in the messages. */
const V1 = 0
const V2C = 1
const V3 = 3

/**
 * A message that fills the datagram: version, community and PDU (RFC 1157, 4; RFC 3416, 3), or version and global data (RFC 3412, 6).
 * Raises the version.
 */
export const snmp: Application = {
  name: 'snmp',
  transport: 'udp',
  ports: [161, 162],
  look: ({ bytes, from, to }, facts) => {
    if (!isBer(bytes, from, to, SEQUENCE) || berEnd(bytes, from, to) !== to) return Verdict.no
    const version = berContent(bytes, from, to)
    if (!isBer(bytes, version, to, INTEGER) || u8(bytes, version + 1) !== 1) return Verdict.no
    const number = u8(bytes, version + 2)
    const next = version + 3
    if (number === V3) {
      if (!isBer(bytes, next, to, SEQUENCE)) return Verdict.no
      const security = berEnd(bytes, next, to)
      if (!isBer(bytes, security, to, OCTET_STRING)) return Verdict.no
    } else {
      if ((number !== V1 && number !== V2C) || !isBer(bytes, next, to, OCTET_STRING))
        return Verdict.no
      const pdu = berEnd(bytes, next, to)
      if (pdu >= to) return Verdict.no
      const tag = u8(bytes, pdu)
      if (tag < FIRST_PDU || tag > LAST_PDU || berEnd(bytes, pdu, to) !== to) return Verdict.no
    }
    facts.detail(number === V3 ? '3' : number === V2C ? '2c' : '1')
    return Verdict.done
  },
}
