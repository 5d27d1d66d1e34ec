import { u8, u16 } from '../../../wire/bytes.ts'
import { createClientHello, readClientHello } from '../../../wire/tls/client-hello.ts'
import {
  endOfTlsRecord,
  HandshakeBytes,
  isTlsRecord,
  TLS_RECORD_HEADER,
  TlsContent,
} from '../../../wire/tls/tls-record.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'

/** RFC 8446, 4.1.3 and 4.2.1. */
const CLIENT_HELLO = 1
const SERVER_HELLO = 2
const RANDOM_END = 4 + 2 + 32
const SUPPORTED_VERSIONS = 43
const MAX_EXTENSIONS = 32

/** RFC 5246, appendix E.2: a hello of SSL 2.0 that offers TLS: length with its highest bit, type 1, version 3. */
const V2_HELLO = 5

const versionWords: { readonly [version: number]: string } = {
  [0x0300]: 'SSL 3.0',
  [0x0301]: '1.0',
  [0x0302]: '1.1',
  [0x0303]: '1.2',
  [0x0304]: '1.3',
}

const hello = createClientHello()
const handshake = new HandshakeBytes()
const ALPN = 'ALPN '
const alpn = new Uint8Array(24)
for (let i = 0; i < ALPN.length; i++) alpn[i] = ALPN.charCodeAt(i)

/** TLS on any port: the name that the client asks for, what it wants to speak, and the version that was agreed on. */
export const tls: Application = {
  name: 'tls',
  transport: 'tcp',
  ports: [443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 8443],
  look: (payload, facts) => {
    const { bytes, from, to, isCut } = payload
    if (to - from < TLS_RECORD_HEADER) return startsLikeOne(bytes, from, to)
    if (!isTlsRecord(bytes, from)) return isV2Hello(bytes, from, to) ? Verdict.next : Verdict.no
    if (u8(bytes, from) !== TlsContent.handshake) return isChain(bytes, from, to, isCut)
    handshake.take(bytes, from, to)
    if (handshake.length === 0) return Verdict.unsure
    const type = u8(handshake.bytes, 0)
    if (type === CLIENT_HELLO) return tellHello(payload, facts)
    if (type === SERVER_HELLO) return tellVersion(payload, facts)
    return isChain(bytes, from, to, isCut)
  },
}

const startsLikeOne = (bytes: Uint8Array, from: number, to: number): Verdict => {
  const type = u8(bytes, from)
  if (type < TlsContent.changeCipher || type > TlsContent.data) return Verdict.no
  return to - from > 1 && u8(bytes, from + 1) !== 3 ? Verdict.no : Verdict.unsure
}

const isV2Hello = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from > V2_HELLO &&
  (u8(bytes, from) & 0x80) !== 0 &&
  u8(bytes, from + 2) === CLIENT_HELLO &&
  u8(bytes, from + 3) === 3 &&
  u8(bytes, from + 4) <= 3 &&
  (u16(bytes, from) & 0x7fff) === to - from - 2

/** Heard from its middle: records that follow one another to the payload's end, or beyond it. */
const isChain = (bytes: Uint8Array, from: number, to: number, isCut: boolean): Verdict => {
  let at = from
  while (at + TLS_RECORD_HEADER <= to) {
    if (!isTlsRecord(bytes, at)) return Verdict.no
    at = endOfTlsRecord(bytes, at)
  }
  // The last record goes on in the next segment, or was cut. One whose first header is all that was seen may be chance.
  const isOne = endOfTlsRecord(bytes, from) > to
  return at === to || !isOne || isCut || u8(bytes, from) === TlsContent.data
    ? Verdict.next
    : Verdict.unsure
}

const tellHello = ({ isCut }: Payload, facts: Facts): Verdict => {
  const read = readClientHello(handshake.bytes, 0, handshake.length, hello)
  if (read === -1) return Verdict.no
  if (read === 0 && !isCut) return Verdict.more
  if (hello.nameFrom >= 0) facts.name(handshake.bytes, hello.nameFrom, hello.nameTo)
  if (hello.alpnFrom >= 0) tellAlpn(facts)
  return Verdict.next
}

const tellAlpn = (facts: Facts): void => {
  const length = Math.min(hello.alpnTo - hello.alpnFrom, alpn.length - ALPN.length)
  for (let i = 0; i < length; i++) alpn[ALPN.length + i] = handshake.bytes[hello.alpnFrom + i] ?? 0
  facts.detailOf(alpn, 0, ALPN.length + length)
}

const tellVersion = ({ isCut }: Payload, facts: Facts): Verdict => {
  const { bytes, length } = handshake
  if (length < RANDOM_END + 1) return isCut ? Verdict.done : Verdict.more
  const end = 4 + ((u8(bytes, 1) << 16) | u16(bytes, 2))
  if (end > bytes.length || u8(bytes, 4) !== 3) return Verdict.no
  if (length < end && !isCut) return Verdict.more
  const word = versionWords[agreedVersion(Math.min(end, length))]
  if (word !== undefined) facts.detail(word)
  return Verdict.done
}

/** What the ServerHello says in its extension, else in its old field. */
const agreedVersion = (end: number): number => {
  const { bytes } = handshake
  let at = RANDOM_END + 1 + u8(bytes, RANDOM_END) + 2 + 1 + 2
  for (let count = 0; count < MAX_EXTENSIONS && at + 6 <= end; count++) {
    if (u16(bytes, at) === SUPPORTED_VERSIONS) return u16(bytes, at + 4)
    at += 4 + u16(bytes, at + 2)
  }
  return u16(bytes, 4)
}
