import { DNS_CLASS_IN, DnsMessage } from '../../../wire/dns/dns-message.ts'
import { DnsName } from '../../../wire/dns/dns-name.ts'
import { type Application, type Facts, Verdict } from './application.ts'

const PORT = 5353

/** RFC 6762, 17. */
const MAX_LENGTH = 9000
/** A responder may tell all of its services at once, with the addresses of its host among the last records. */
const MAX_RECORDS = 256

/** RFC 6762, 18.3: other opcodes are ignored. */
const QUERY = 0

/** The highest bit: "cache flush" in a record, "unicast response" in a question (RFC 6762, 18.12 and 18.13). */
const CLASS_MASK = 0x7fff

const LOCAL = '.local'

const message = new DnsMessage()
const name = new DnsName()

/** RFC 6762. The first name of a message names the flow, until one was answered. */
export const mdns: Application = {
  name: 'mdns',
  transport: 'udp',
  ports: [PORT],
  portsOnly: true,
  look: ({ bytes, from, to, isCut }, facts) => {
    if (!message.begin(bytes, from, to) || message.opcode !== QUERY) return Verdict.no
    if (message.leastLength > (isCut ? MAX_LENGTH : to - from)) return Verdict.no
    if (message.questions > 0) {
      if (!message.question(bytes, name)) return Verdict.done
      facts.name(name.bytes, 0, name.length)
    }
    if (!message.isResponse) return Verdict.next
    tellResponse(bytes, facts)
    return Verdict.done
  },
  asksAbout: true,
  follows: true,
}

/** Its addresses are those of the host that sends it, which speaks for its own names only (RFC 6762, 6). */
const tellResponse = (bytes: Uint8Array, facts: Facts): void => {
  for (let i = 1; i < message.questions; i++) if (!message.question(bytes)) return
  const records = Math.min(message.records, MAX_RECORDS)
  for (let i = 0; i < records; i++) {
    if (!message.record(bytes, name)) return
    if (i === 0 && message.questions === 0) facts.name(name.bytes, 0, name.length)
    const length = (message.class & CLASS_MASK) === DNS_CLASS_IN ? message.addressLength : 0
    if (length === 0) continue
    facts.hostAddress(name.bytes, 0, name.length, bytes, message.dataAt, length)
    facts.senderName(name.bytes, 0, hostLength())
  }
}

/** The length of `name` without `.local`; 0 for a name elsewhere. */
const hostLength = (): number => {
  const length = name.length - LOCAL.length
  for (let i = 0; i < LOCAL.length; i++)
    if (name.bytes[length + i] !== LOCAL.charCodeAt(i)) return 0
  return length
}
