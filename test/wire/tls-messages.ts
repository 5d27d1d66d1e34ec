/** Messages of TLS for the tests: RFC 8446, 4 and 5; RFC 5246, 7.4. */

export type Extension = { readonly type: number; readonly body: Uint8Array }

type Hello = {
  readonly sessionId?: Uint8Array
  /** Undefined: a hello that ends before its extensions, as old ones do. */
  readonly extensions?: readonly Extension[]
}

export const SERVER_NAME = 0
export const KEY_SHARE = 51
const ALPN = 16
const SUPPORTED_VERSIONS = 43
const LEGACY_VERSION = [3, 3]
const RANDOM = new Uint8Array(32).fill(0xaa)

const word = (value: number): number[] => [value >> 8, value & 255]
const bytes = (...parts: readonly Iterable<number>[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))
const short = (body: Iterable<number>): Uint8Array => {
  const all = [...body]
  return bytes([all.length], all)
}
const long = (body: Iterable<number>): Uint8Array => {
  const all = [...body]
  return bytes(word(all.length), all)
}

/** RFC 6066, 3. */
export const serverName = (name: string, type = 0): Extension => ({
  type: SERVER_NAME,
  body: long(bytes([type], long(Buffer.from(name, 'latin1')))),
})

/** RFC 7301, 3.1. */
export const alpn = (...protocols: readonly string[]): Extension => ({
  type: ALPN,
  body: long(protocols.flatMap((protocol) => [...short(Buffer.from(protocol, 'latin1'))])),
})

/** RFC 8446, 4.2.1: those that a client offers. */
export const versions = (...offered: readonly number[]): Extension => ({
  type: SUPPORTED_VERSIONS,
  body: short(offered.flatMap(word)),
})

/** RFC 8446, 4.2.1: the one that a server chose. */
export const chosen = (version: number): Extension => ({
  type: SUPPORTED_VERSIONS,
  body: Uint8Array.from(word(version)),
})

/** Any other extension of this many bytes. */
export const extension = (type: number, length: number): Extension => ({
  type,
  body: new Uint8Array(length).fill(0x5a),
})

/** A handshake message of this type, with its header. */
export const handshake = (type: number, body: Uint8Array): Uint8Array =>
  bytes([type, body.length >> 16], word(body.length & 0xffff), body)

const extensionsOf = (extensions: readonly Extension[] | undefined): Uint8Array =>
  extensions === undefined
    ? new Uint8Array(0)
    : long(extensions.flatMap(({ type, body }) => [...word(type), ...long(body)]))

/** A ClientHello as a handshake message. */
export const clientHelloOf = ({ sessionId = new Uint8Array(0), extensions }: Hello): Uint8Array =>
  handshake(
    1,
    bytes(
      LEGACY_VERSION,
      RANDOM,
      short(sessionId),
      long([0x13, 0x01, 0xc0, 0x2f]),
      short([0]),
      extensionsOf(extensions),
    ),
  )

/** A ClientHello of DTLS in one fragment (RFC 6347, 4.2.1 and 4.2.2). */
export const datagramHelloOf = (
  { sessionId = new Uint8Array(0), extensions }: Hello,
  cookie: Uint8Array = new Uint8Array(0),
): Uint8Array => {
  const body = bytes(
    [0xfe, 0xfd],
    RANDOM,
    short(sessionId),
    short(cookie),
    long([0xc0, 0x2f]),
    short([0]),
    extensionsOf(extensions),
  )
  const length = [body.length >> 16, ...word(body.length & 0xffff)]
  return bytes([1], length, [0, 0, 0, 0, 0], length, body)
}

/** A ServerHello as a handshake message; `version`: what its old field says. */
export const serverHelloOf = (
  { sessionId = new Uint8Array(0), extensions }: Hello,
  version = 0x0303,
): Uint8Array =>
  handshake(
    2,
    bytes(word(version), RANDOM, short(sessionId), [0x13, 0x01], [0], extensionsOf(extensions)),
  )

/** A record of this content type. */
export const recordOf = (type: number, body: Uint8Array): Uint8Array =>
  bytes([type, 3, 1], long(body))

/** A message in several records, each with `length` of its bytes at most. */
export const recordsOf = (message: Uint8Array, length: number): Uint8Array =>
  bytes(
    ...Array.from({ length: Math.ceil(message.length / length) }, (_, index) =>
      recordOf(22, message.subarray(index * length, (index + 1) * length)),
    ),
  )
