import { createCipheriv, createHmac } from 'node:crypto'

/** Of version 1 (RFC 9001, 5.2). */
const SALT = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')
const VERSION_1 = Buffer.from('00000001', 'hex')
/** A client's first datagram has at least so many bytes (RFC 9000, 14.1). */
const DATAGRAM_BYTES = 1_200
const TAG_BYTES = 16
const NUMBER_BYTES = 4
/** Long header, Initial, a packet number of four bytes. */
const FIRST_BYTE = 0xc3
const SAMPLE_BYTES = 16
const CRYPTO_FRAME = 6

const hmac = (key: Buffer, ...parts: readonly Buffer[]): Buffer =>
  createHmac('sha256', key).update(Buffer.concat(parts)).digest()

/** HKDF-Expand-Label of at most 32 bytes (RFC 8446, 7.1). */
const expand = (secret: Buffer, label: string, length: number): Buffer => {
  const text = Buffer.from(`tls13 ${label}`)
  const info = Buffer.from([0, length, text.length, ...text, 0])
  return hmac(secret, info, Buffer.from([1])).subarray(0, length)
}

/** A number of two bytes (RFC 9000, 16). */
const variable = (value: number): Buffer => Buffer.from([0x40 | (value >> 8), value & 255])

/** An Initial packet of one side that carries `message` and fills a datagram. `id`: the destination that the client chose first, from which the keys follow. */
export const initialPacket = (side: 'client' | 'server', id: Buffer, message: Buffer): Buffer => {
  const secret = expand(hmac(SALT, id), `${side} in`, 32)
  const ids = Buffer.from([id.length, ...id, 0])
  const start = Buffer.concat([Buffer.from([FIRST_BYTE]), VERSION_1, ids, Buffer.from([0])])
  const length = DATAGRAM_BYTES - start.length - 2
  const header = Buffer.concat([start, variable(length), Buffer.alloc(NUMBER_BYTES)])
  const frame = Buffer.concat([Buffer.from([CRYPTO_FRAME, 0]), variable(message.length), message])
  const plain = Buffer.concat([
    frame,
    Buffer.alloc(length - NUMBER_BYTES - TAG_BYTES - frame.length),
  ])
  const key = expand(secret, 'quic key', 16)
  const cipher = createCipheriv('aes-128-gcm', key, expand(secret, 'quic iv', 12))
  cipher.setAAD(header)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const mask = createCipheriv('aes-128-ecb', expand(secret, 'quic hp', 16), null).update(
    sealed.subarray(0, SAMPLE_BYTES),
  )
  header[0] = FIRST_BYTE ^ ((mask[0] ?? 0) & 0x0f)
  const numberAt = header.length - NUMBER_BYTES
  for (let i = 0; i < NUMBER_BYTES; i++) header[numberAt + i] = mask[1 + i] ?? 0
  return Buffer.concat([header, sealed])
}
