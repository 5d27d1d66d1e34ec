import { u16 } from '../../../wire/bytes.ts'
import {
  DNS_CLASS_IN,
  DNS_HEADER_LENGTH,
  DNS_PREFIX_LENGTH,
  DnsMessage,
} from '../../../wire/dns/dns-message.ts'
import { DnsName } from '../../../wire/dns/dns-name.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'
import { NO_ERROR, opcodeWords, QUERY, responseWords, typeWords } from './dns-words.ts'

const PORT = 53

/** The ports of NetBIOS, mDNS and LLMNR, which have the same form and are applications of their own. */
const alike: readonly number[] = [137, 5353, 5355]

/** Z must be zero (RFC 1035, 4.1.1). */
const RESERVED = 0x0040

/** More addresses than a name that is well served has; each costs whoever takes the facts. */
const MAX_ANSWERS = 64

/** What a datagram may have been that the snaplen cut: more is not asked for in practice (RFC 6891, 6.2.5). */
const CUT_ROOM = 4096
/** The rest of a longer message over TCP is not waited for: what is asked and answered stands at its beginning. */
const AWAITED_LENGTH = 4096
/** What must be there of a message over TCP before anything can be told. */
const MIN_STREAM = DNS_PREFIX_LENGTH + DNS_HEADER_LENGTH

const message = new DnsMessage()
const name = new DnsName()

/** RFC 1035. Elsewhere than on its port a message must be whole and beyond doubt. The first name that is answered is the flow's. */
export const dns: Application = {
  name: 'dns',
  transport: 'both',
  ports: [PORT],
  look: (payload, facts) => {
    const { clientPort, serverPort } = payload
    const isItsPort = serverPort === PORT || clientPort === PORT
    if (!isItsPort && (alike.includes(serverPort) || alike.includes(clientPort))) return Verdict.no
    return payload.isTcp
      ? lookAtStream(payload, isItsPort, facts)
      : lookAtDatagram(payload, isItsPort, facts)
  },
  asksAbout: true,
  follows: true,
}

const lookAtDatagram = (payload: Payload, isItsPort: boolean, facts: Facts): Verdict => {
  const { bytes, from, to, isCut } = payload
  const isMessage = isItsPort
    ? isPlausible(bytes, from, to, isCut ? CUT_ROOM : to - from)
    : isCertain(bytes, from, to)
  if (!isMessage) return Verdict.no
  tell(bytes, from, to, facts)
  return message.isResponse && message.responseCode === NO_ERROR ? Verdict.done : Verdict.next
}

/** Messages behind their lengths (RFC 1035, 4.2.2), often several (RFC 7766, 6.2.1.1). */
const lookAtStream = (payload: Payload, isItsPort: boolean, facts: Facts): Verdict => {
  const { bytes, from, to, isCut } = payload
  let at = from
  let length = 0
  while (to - at >= MIN_STREAM) {
    const start = at + DNS_PREFIX_LENGTH
    length = u16(bytes, at)
    const isWhole = start + length <= to
    const isMessage = isItsPort
      ? isPlausible(bytes, start, isWhole ? start + length : to, length)
      : isWhole && isCertain(bytes, start, start + length)
    if (!isMessage) return Verdict.no
    if (!isWhole) break
    at = start + length
  }
  if (length === 0) return isItsPort && !isCut ? Verdict.unsure : Verdict.no
  const isWhole = at === to
  if (!isWhole && !isCut && length <= AWAITED_LENGTH) return Verdict.more
  for (at = from; to - at >= MIN_STREAM; at += DNS_PREFIX_LENGTH + length) {
    length = u16(bytes, at)
    const start = at + DNS_PREFIX_LENGTH
    tell(bytes, start, Math.min(start + length, to), facts)
  }
  return isWhole ? Verdict.next : Verdict.done
}

/**
 * Whether what begins in [from, to) can be a message of `length` bytes: a known opcode, and counts that fit or, where they are
 * damaged, a question that makes sense.
 */
const isPlausible = (bytes: Uint8Array, from: number, to: number, length: number): boolean =>
  message.begin(bytes, from, to) &&
  opcodeWords.has(message.opcode) &&
  (message.leastLength <= length || isKnownQuestion(bytes))

/** Whether the whole message in [from, to) is one as resolvers and servers write it: nothing else looks like this by chance. */
const isCertain = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (!message.begin(bytes, from, to) || message.leastLength > to - from) return false
  if (message.opcode !== QUERY || (message.flags & RESERVED) !== 0 || message.questions !== 1)
    return false
  if (!message.isResponse && (message.answers > 0 || message.responseCode !== NO_ERROR))
    return false
  if (!isKnownQuestion(bytes)) return false
  for (let left = message.records; left > 0; left--) if (!message.record(bytes)) return false
  return message.at === to
}

const isKnownQuestion = (bytes: Uint8Array): boolean =>
  message.questions > 0 &&
  message.question(bytes, name) &&
  name.length > 0 &&
  message.class === DNS_CLASS_IN &&
  typeWords.has(message.type)

/** Raises what the message in [from, to) says; of one that is cut or damaged what is readable. */
const tell = (bytes: Uint8Array, from: number, to: number, facts: Facts): void => {
  message.begin(bytes, from, to)
  if (message.opcode !== QUERY) {
    facts.detail(opcodeWords.get(message.opcode) ?? '')
    return
  }
  const isReadable = message.questions > 0 && message.question(bytes, name)
  if (isReadable) facts.name(name.bytes, 0, name.length)
  if (message.isResponse) {
    facts.dnsAnswer(message.id, message.responseCode)
    if (message.responseCode !== NO_ERROR)
      facts.detail(responseWords.get(message.responseCode) ?? '')
    if (isReadable) tellAddresses(bytes, facts)
  } else {
    facts.dnsQuestion(message.id)
    if (isReadable) facts.detail(typeWords.get(message.type) ?? '')
  }
}

/** Under the name that was asked for, not the one at the end of a chain of aliases: it is what the asker knows them by. */
const tellAddresses = (bytes: Uint8Array, facts: Facts): void => {
  for (let left = Math.min(message.answers, MAX_ANSWERS); left > 0; left--) {
    if (!message.record(bytes)) return
    const length = message.class === DNS_CLASS_IN ? message.addressLength : 0
    if (length > 0) facts.hostAddress(name.bytes, 0, name.length, bytes, message.dataAt, length)
  }
}
