import { u8, u16 } from '../../../wire/bytes.ts'
import { createClientHello, readDatagramHello } from '../../../wire/tls/client-hello.ts'
import { type Application, type Facts, Verdict } from './application.ts'

/** RFC 6347, 4.1: content type, version (the complement of TLS's), epoch, sequence number, length. */
const RECORD_HEADER = 13
const FIRST_CONTENT = 20
const HANDSHAKE = 22
const LAST_CONTENT = 26
const DTLS_1_0 = 0xfeff
const DTLS_1_2 = 0xfefd
/** Of OpenSSL before 0.9.8f, and of Cisco's AnyConnect: the rest is as in 1.0. */
const DTLS_BEFORE_1_0 = 0x0100

const hello = createClientHello()

/** TLS over datagrams, told by records that fill the datagram; the name is in the client's first one, where that is whole. */
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
      if (version !== DTLS_1_0 && version !== DTLS_1_2 && version !== DTLS_BEFORE_1_0)
        return Verdict.no
      at += RECORD_HEADER + u16(bytes, at + 11)
    }
    if (at !== to || at === from) return Verdict.no
    facts.detail(u16(bytes, from + 1) === DTLS_1_2 ? '1.2' : '1.0')
    if (u8(bytes, from) === HANDSHAKE) tellName(bytes, from, facts)
    return Verdict.done
  },
}

const tellName = (bytes: Uint8Array, from: number, facts: Facts): void => {
  const start = from + RECORD_HEADER
  const read = readDatagramHello(bytes, start, start + u16(bytes, from + 11), hello)
  if (read === 1 && hello.nameFrom >= 0) facts.name(bytes, hello.nameFrom, hello.nameTo)
}
