import { DNS_CLASS_IN, DnsMessage } from '../../../wire/dns/dns-message.ts'
import { DnsName } from '../../../wire/dns/dns-name.ts'
import { type Application, type Facts, Verdict } from './application.ts'

const PORT = 5355

/** RFC 4795, 2.1.1: the only opcode, and one question. */
const QUERY = 0
const QUESTIONS = 1

/** A host has few addresses. */
const MAX_ANSWERS = 32

/** RFC 4795, 2.1: a datagram that asks fits into 512 bytes; no one answers with more than Ethernet takes. */
const CUT_ROOM = 1500

const message = new DnsMessage()
const name = new DnsName()

/** RFC 4795, over UDP. */
export const llmnr: Application = {
  name: 'llmnr',
  transport: 'udp',
  ports: [PORT],
  portsOnly: true,
  look: ({ bytes, from, to, isCut }, facts) => {
    if (!message.begin(bytes, from, to)) return Verdict.no
    if (message.opcode !== QUERY || message.questions !== QUESTIONS) return Verdict.no
    if (message.leastLength > (isCut ? CUT_ROOM : to - from)) return Verdict.no
    if (!message.question(bytes, name)) return Verdict.done
    facts.name(name.bytes, 0, name.length)
    if (message.isResponse) tellHost(bytes, facts)
    return Verdict.done
  },
  asksAbout: true,
  follows: true,
}

/** A responder answers for its own names only (RFC 4795, 2.3), and repeats the question. */
const tellHost = (bytes: Uint8Array, facts: Facts): void => {
  for (let left = Math.min(message.answers, MAX_ANSWERS); left > 0; left--) {
    if (!message.record(bytes)) return
    const length = message.class === DNS_CLASS_IN ? message.addressLength : 0
    if (length === 0) continue
    facts.hostAddress(name.bytes, 0, name.length, bytes, message.dataAt, length)
    facts.senderName(name.bytes, 0, name.length)
  }
}
