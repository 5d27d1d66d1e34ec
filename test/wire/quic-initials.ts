import { createCipheriv } from 'node:crypto'
import { headerMask, quicKeys } from '../../src/wire/quic/quic-keys.ts'
import { quicVersion } from '../../src/wire/quic/quic-version.ts'
import { alpn, clientHelloOf, serverName, versions } from './tls-messages.ts'

/** A ClientHello for `name` that offers `protocol` in TLS 1.3, as a handshake message. */
export const clientHello = (name: string, protocol: string): Buffer =>
  Buffer.from(clientHelloOf({ extensions: [serverName(name), alpn(protocol), versions(0x0304)] }))

/** The CRYPTO frame of the examples in RFC 9001, A.2, and RFC 9369, A.2: it asks for `example.com`. */
export const sampleFrame = Buffer.from(
  '060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868' +
    '04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578' +
    '616d706c652e636f6dff01000100000a00080006001d00170018001000070005' +
    '04616c706e000500050100000000003300260024001d00209370b2c9caa47fba' +
    'baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400' +
    '0d0010000e0403050306030203080408050806002d00020101001c0002400100' +
    '3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000' +
    '75300901100f088394c8f03e51570806048000ffff',
  'hex',
)

/** A CRYPTO frame (RFC 9000, 19.6). */
export const cryptoFrame = (offset: number, data: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([
      6,
      0x40 | (offset >> 8),
      offset & 255,
      0x40 | (data.length >> 8),
      data.length & 255,
    ]),
    data,
  ])

/** A client's Initial packet, protected (RFC 9001, 5), filled up to 1,200 bytes. `keysOf`: the connection id that the keys follow from. */
export const initialPacket = (
  versionNumber: number,
  connectionId: Buffer,
  frames: Buffer,
  packetNumber = 0,
  keysOf = connectionId,
): Buffer => {
  const version = quicVersion(versionNumber)
  if (version === undefined) throw new Error(`no version ${versionNumber}`)
  const keys = quicKeys(version, keysOf)
  const number = Buffer.alloc(4)
  number.writeUInt32BE(packetNumber)
  const head = Buffer.concat([
    Buffer.from([0xc3 | (version.initial << 4)]),
    Buffer.from([24, 16, 8, 0].map((shift) => (versionNumber >>> shift) & 255)),
    Buffer.from([connectionId.length]),
    connectionId,
    Buffer.from([0, 0]), // no connection id of its own, no token
  ])
  const plain = Buffer.concat([
    frames,
    Buffer.alloc(Math.max(0, 1_200 - head.length - 2 - 4 - 16 - frames.length)),
  ])
  const length = 4 + plain.length + 16
  const header = Buffer.concat([head, Buffer.from([0x40 | (length >> 8), length & 255]), number])
  const nonce = Buffer.from(keys.iv)
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ packetNumber) >>> 0, 8)
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce)
  cipher.setAAD(header)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const packet = Buffer.concat([header, sealed])
  const mask = headerMask(keys, sealed.subarray(0, 16)) // the number has four bytes
  packet[0] = (packet[0] ?? 0) ^ ((mask[0] ?? 0) & 0x0f)
  for (let i = 0; i < 4; i++) packet[header.length - 4 + i] = (number[i] ?? 0) ^ (mask[1 + i] ?? 0)
  return packet
}
