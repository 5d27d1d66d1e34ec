import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  type KeyObject,
} from 'node:crypto'
import { u8 } from '../bytes.ts'
import type { QuicVersion } from './quic-version.ts'

const HASH_BYTES = 32
const KEY_BYTES = 16
const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const SAMPLE_BYTES = 16

/**
 * What protects the client's Initial packets (RFC 9001, 5.2): everybody who sees its connection id can know. As key objects, of which
 * Node makes use at once: with bytes as keys each call throws and catches inside, and takes five times as long.
 */
export type QuicKeys = {
  readonly key: KeyObject
  readonly iv: Buffer
  readonly header: KeyObject
}

/** Of SHA-256 (RFC 2104, 2). */
const BLOCK_BYTES = 64
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c

/**
 * HMAC-SHA-256 (RFC 2104) with a key of at most one block, as the two hashes that it is: five of them open a flow, and as an object of
 * node:crypto each takes twice as long.
 */
const hmac = (key: Uint8Array, message: Uint8Array): Buffer => {
  const inner = Buffer.alloc(BLOCK_BYTES + message.length, INNER_PAD)
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, OUTER_PAD)
  for (let i = 0; i < key.length; i++) {
    inner[i] = u8(key, i) ^ INNER_PAD
    outer[i] = u8(key, i) ^ OUTER_PAD
  }
  inner.set(message, BLOCK_BYTES)
  outer.set(hash('sha256', inner, 'buffer'), BLOCK_BYTES)
  return hash('sha256', outer, 'buffer')
}

/** HKDF-Expand-Label (RFC 8446, 7.1), for lengths up to one hash. */
const expand = (secret: Uint8Array, label: string, length: number): Buffer => {
  const text = `tls13 ${label}`
  const info = Buffer.from(`\0${String.fromCharCode(length, text.length)}${text}\0\x01`, 'latin1')
  return hmac(secret, info).subarray(0, length)
}

/** Allocates: a flow needs it once or twice in its life. */
export const quicKeys = (version: QuicVersion, connectionId: Uint8Array): QuicKeys => {
  const initial = hmac(version.salt, connectionId)
  const client = expand(initial, 'client in', HASH_BYTES)
  return {
    key: createSecretKey(expand(client, `${version.label} key`, KEY_BYTES)),
    iv: expand(client, `${version.label} iv`, NONCE_BYTES),
    header: createSecretKey(expand(client, `${version.label} hp`, KEY_BYTES)),
  }
}

/** The mask of a packet's header (RFC 9001, 5.4.3) from the sample of its payload. */
export const headerMask = ({ header }: QuicKeys, sample: Uint8Array): Buffer =>
  createCipheriv('aes-128-ecb', header, null).update(sample)

/**
 * The payload of a packet, or undefined where it was not protected with these keys. `sealed` ends with the tag, unless the capture cut it:
 * then what is there is opened, and cannot be proved.
 */
export const openPayload = (
  { key, iv }: QuicKeys,
  packetNumber: number,
  header: Uint8Array,
  sealed: Uint8Array,
  isCut: boolean,
): Buffer | undefined => {
  const nonce = Buffer.from(iv)
  nonce.writeUInt32BE((nonce.readUInt32BE(NONCE_BYTES - 4) ^ packetNumber) >>> 0, NONCE_BYTES - 4)
  const cipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES })
  if (isCut) return cipher.update(sealed)
  const end = sealed.length - TAG_BYTES
  cipher.setAAD(header)
  cipher.setAuthTag(sealed.subarray(end))
  const opened = cipher.update(sealed.subarray(0, end))
  try {
    cipher.final()
    return opened
  } catch {
    return undefined // somebody else's packet, or damaged: the tag says so, and nothing else does
  }
}
