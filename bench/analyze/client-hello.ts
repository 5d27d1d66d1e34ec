/** Two bytes of length, then the parts. */
const withLength16 = (...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length)
  return Buffer.concat([length, body])
}

const withLength8 = (body: Buffer): Buffer => Buffer.concat([Buffer.from([body.length]), body])

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

const extension = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type >> 8, type & 255]), withLength16(body)])

const SERVER_NAME = 0
const PROTOCOLS = 16
/** Groups and signature algorithms, TLS 1.3 among the versions, a key share of x25519 (RFC 8446, 4.2). */
const OTHER_EXTENSIONS = hex(
  '000a000400020017' +
    '000d0008000604030804 0401'.replace(' ', '') +
    '002b0003020304' +
    `00330026 0024 001d 0020 ${'5a'.repeat(32)}`.replaceAll(' ', ''),
)
const CIPHER_SUITES = hex('0006130113021303')
const LEGACY_VERSION = hex('0303')
const NO_COMPRESSION = hex('0100')
const RANDOM_BYTES = 32
const SESSION_BYTES = 32

/** A TLS 1.3 ClientHello (RFC 8446, 4.1.2) that asks for `name`, as a handshake message. */
export const clientHello = (name: string, protocol: string, more: Buffer = hex('')): Buffer => {
  const host = Buffer.concat([hex('00'), withLength16(Buffer.from(name))])
  const extensions = withLength16(
    extension(SERVER_NAME, withLength16(host)),
    extension(PROTOCOLS, withLength16(withLength8(Buffer.from(protocol)))),
    OTHER_EXTENSIONS,
    more,
  )
  return handshake(
    1,
    Buffer.concat([
      LEGACY_VERSION,
      Buffer.alloc(RANDOM_BYTES, 0xc1),
      withLength8(Buffer.alloc(SESSION_BYTES, 0x5e)),
      CIPHER_SUITES,
      NO_COMPRESSION,
      extensions,
    ]),
  )
}

/** The answer to it: TLS_AES_128_GCM_SHA256, TLS 1.3. */
export const serverHello = (): Buffer => {
  const extensions = withLength16(
    hex('002b00020304'),
    extension(0x33, hex(`001d0020${'a5'.repeat(32)}`)),
  )
  return handshake(
    2,
    Buffer.concat([
      LEGACY_VERSION,
      Buffer.alloc(RANDOM_BYTES, 0x5f),
      withLength8(Buffer.alloc(SESSION_BYTES, 0x5e)),
      hex('1301'),
      hex('00'),
      extensions,
    ]),
  )
}

const handshake = (type: number, body: Buffer): Buffer => {
  const header = Buffer.alloc(4)
  header.writeUInt32BE((type << 24) | body.length)
  return Buffer.concat([header, body])
}

/** A handshake message in a TLS record (RFC 8446, 5.1). */
export const tlsRecord = (message: Buffer): Buffer =>
  Buffer.concat([hex('160301'), withLength16(message)])
