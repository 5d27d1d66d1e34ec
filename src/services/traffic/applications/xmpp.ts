import { begins, beginsWithOne, indexOfByte, indexOfWord, Match } from '../../../wire/text-line.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'

const LESS = 0x3c
const GREATER = 0x3e
const SPACE = 0x20
const DECLARATION = '<?xml '
const LONGEST_DECLARATION = 128
const STREAM = '<stream:stream '
const LONGEST_STREAM = 1024
const TO = ' TO='
/** RFC 6120, 5.4.2.1. */
const START_TLS = '<starttls '
const FIRST = [DECLARATION, START_TLS] as const
/** What else is said in a stream (RFC 6120, 4.3.2, 6.4 and 8): on its port these tell one whose beginning was not seen. */
const ELEMENTS = ['<stream:', '<iq ', '<message ', '<presence ', '<auth '] as const

/** XMPP: the stream that each side opens (RFC 6120, 4.2). Its `to` is the host that the client asks for (4.7.2). */
export const xmpp: Application = {
  name: 'xmpp',
  transport: 'tcp',
  ports: [5222, 5269],
  look: (payload, facts) => {
    const { bytes, from, to } = payload
    if (bytes[from] !== LESS) return Verdict.no
    if (begins(bytes, from, to, START_TLS) === Match.whole) {
      facts.detail('STARTTLS')
      return Verdict.secures
    }
    const hasDeclaration = begins(bytes, from, to, DECLARATION) === Match.whole
    const at = hasDeclaration ? behindDeclaration(bytes, from, to) : from
    if (at < 0) return to - from < LONGEST_DECLARATION ? Verdict.unsure : Verdict.no
    const stream = begins(bytes, at, to, STREAM)
    if (stream === Match.whole) return lookAtStream(payload, at, facts)
    const isOnPort = xmpp.ports.includes(payload.serverPort)
    const element = isOnPort ? beginsWithOne(bytes, at, to, ELEMENTS) : Match.no
    if (element === Match.whole) return Verdict.done
    const first = beginsWithOne(bytes, from, to, FIRST)
    return stream === Match.soFar || element === Match.soFar || first === Match.soFar
      ? Verdict.unsure
      : Verdict.no
  },
}

/** Also behind the space that follows it; -1: it has no end. */
const behindDeclaration = (bytes: Uint8Array, from: number, to: number): number => {
  const end = indexOfByte(bytes, from, Math.min(to, from + LONGEST_DECLARATION), GREATER)
  if (end < 0) return -1
  let at = end + 1
  while (at < to && (bytes[at] ?? 0) <= SPACE) at++
  return at
}

const lookAtStream = ({ bytes, to, fromClient }: Payload, at: number, facts: Facts): Verdict => {
  const end = indexOfByte(bytes, at, Math.min(to, at + LONGEST_STREAM), GREATER)
  if (end < 0) return to - at < LONGEST_STREAM ? Verdict.more : Verdict.done
  const attribute = fromClient ? indexOfWord(bytes, at, end, TO) : -1
  if (attribute >= 0) {
    const quote = attribute + TO.length
    const host = quote + 1
    const hostEnd = indexOfByte(bytes, host, end, bytes[quote] ?? 0)
    if (hostEnd > host) facts.name(bytes, host, hostEnd)
  }
  return Verdict.next
}
