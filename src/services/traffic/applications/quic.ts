import { u8 } from '../../../wire/bytes.ts'
import { findGquicName, gquicVersionAt, isGquic } from '../../../wire/quic/gquic.ts'
import { QuicCryptoStream } from '../../../wire/quic/quic-crypto-stream.ts'
import { createQuicHeader, readQuicHeader } from '../../../wire/quic/quic-packet.ts'
import { createClientHello, readClientHello } from '../../../wire/tls/client-hello.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'

const PORT = 443
/** RFC 9000, 14.1: a client's first datagram has at least so many bytes, so that nobody is flooded in its name. */
const MIN_INITIAL_DATAGRAM = 1_200
/** A hello with post-quantum keys takes two datagrams, or three: whoever has not said it in so many will not. All are opened again at each look. */
const MAX_DATAGRAMS = 8
/** Packets that one datagram is taken apart into. */
const MAX_COALESCED = 4
/** What only Google speaks: a version of its own with the standard's header. */
const Q050 = 'Q050'

const header = createQuicHeader()
const hello = createClientHello()
const stream = new QuicCryptoStream()
const range = { from: 0, to: 0 }

/**
 * RFC 9000, RFC 9369 and Google's versions before them. The first packets of a client are protected with keys that everybody can derive
 * (RFC 9001, 5.2): they are opened here, which allocates, once or a few times in the life of a flow.
 */
export const quic: Application = {
  name: 'quic',
  transport: 'udp',
  ports: [PORT, 8443, 784, 853],
  look: (payload, facts) => {
    const { bytes, from, to } = payload
    if (isGquic(bytes, from, to)) {
      const verdict = tellGquic(payload, facts)
      if (verdict !== Verdict.no) return verdict
    }
    if ((u8(bytes, from) & 0x80) === 0 || !readQuicHeader(bytes, from, to, header))
      return Verdict.no
    const { version, isInitial } = header
    if (version === undefined)
      return isItsPort(payload) && isNegotiable() ? Verdict.done : Verdict.no
    // Early data may overtake the Initial packet that says the name.
    if (!isInitial) return Verdict.next
    return tellInitials(payload, facts, version.word)
  },
}

const isItsPort = ({ serverPort, clientPort }: Payload): boolean =>
  serverPort === PORT || clientPort === PORT

/** Version 0 is the list of versions (RFC 8999, 6); those that end with `a` in each half byte are there to be refused (RFC 9000, 15). */
const isNegotiable = (): boolean =>
  header.versionNumber === 0 || (header.versionNumber & 0x0f0f0f0f) === 0x0a0a0a0a

const tellInitials = (payload: Payload, facts: Facts, word: string): Verdict => {
  const { bytes, from, to, datagrams, ends, isCut } = payload
  stream.clear()
  let isOpened = false
  let start = from
  const count = Math.min(datagrams, MAX_DATAGRAMS)
  for (let index = 0; index < count; index++) {
    const end = datagrams === 1 ? to : (ends[index] ?? to)
    isOpened = takeDatagram(bytes, start, end, isCut) || isOpened
    start = end
  }
  if (!isOpened) {
    // The server answers before a hello of several datagrams is whole.
    if (!payload.fromClient) return Verdict.next
    // The server's own, or one that the capture cut: it is QUIC where the rest is as it must be.
    if (to - from < MIN_INITIAL_DATAGRAM && !isCut && !isItsPort(payload)) return Verdict.no
    facts.detail(word)
    return Verdict.done
  }
  const { length } = stream
  if (word === Q050 && findGquicName(stream.bytes, 0, length, range)) {
    facts.detail(word)
    facts.name(stream.bytes, range.from, range.to)
    return Verdict.done
  }
  const isWhole = readClientHello(stream.bytes, 0, length, hello) !== 0
  if (!isWhole && !isCut && datagrams < MAX_DATAGRAMS) return Verdict.more
  facts.detail(word)
  if (hello.nameFrom >= 0) facts.name(stream.bytes, hello.nameFrom, hello.nameTo)
  if (hello.alpnFrom >= 0) facts.detailOf(stream.bytes, hello.alpnFrom, hello.alpnTo)
  return Verdict.done
}

/** Opens the Initial packets of one datagram; whether there was one. */
const takeDatagram = (bytes: Uint8Array, from: number, to: number, isCut: boolean): boolean => {
  let at = from
  let isOpened = false
  for (let count = 0; count < MAX_COALESCED && at < to; count++) {
    if (!readQuicHeader(bytes, at, to, header) || !header.isInitial) return isOpened
    const { end } = header
    isOpened = stream.take(bytes, at, to, header, isCut) || isOpened
    at = end
  }
  return isOpened
}

const tellGquic = ({ bytes, from, to }: Payload, facts: Facts): Verdict => {
  const version = gquicVersionAt(bytes, from)
  const isSealed = u8(bytes, version + 2) === 0x35 // from Q050 on the first packets are protected
  if (isSealed) return Verdict.no
  facts.detailOf(bytes, version, version + 4)
  if (findGquicName(bytes, from, to, range)) facts.name(bytes, range.from, range.to)
  return Verdict.done
}
