import { u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 6347, 4.1: content type, version (the complement of TLS's), epoch, sequence number, length. */
const RECORD_HEADER = 13
const FIRST_CONTENT = 20
const LAST_CONTENT = 26
const DTLS_1_0 = 0xfeff
const DTLS_1_2 = 0xfefd

/** TLS over datagrams, told by records that fill the datagram. */
export const dtls: Application = {
  name: 'dtls',
  transport: 'udp',
  ports: [443, 4433, 5684],
  look: ({ bytes, from, to }, facts) => {
    let at = from
    while (at + RECORD_HEADER <= to) {
      const type = u8(bytes, at)
      const version = u16(bytes, at + 1)
      if (type < FIRST_CONTENT || type > LAST_CONTENT) return Verdict.no
      if (version !== DTLS_1_0 && version !== DTLS_1_2) return Verdict.no
      at += RECORD_HEADER + u16(bytes, at + 11)
    }
    if (at !== to || at === from) return Verdict.no
    facts.detail(u16(bytes, from + 1) === DTLS_1_0 ? '1.0' : '1.2')
    return Verdict.done
  },
}
