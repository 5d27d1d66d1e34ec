import { describe, expect, it } from 'vitest'
import { quicKeys } from '../../src/wire/quic-keys.ts'
import { quicVersion } from '../../src/wire/quic-version.ts'
import { initialPacket } from './quic-initials.ts'

/** The connection id of the examples in both standards. */
const connectionId = Buffer.from('8394c8f03e515708', 'hex')

const hexOf = (number: number) => {
  const version = quicVersion(number)
  if (version === undefined) throw new Error('unknown')
  const { key, iv, header } = quicKeys(version, connectionId)
  return [key.export(), iv, header.export()].map((bytes) => bytes.toString('hex'))
}

/** RFC 9001, A.2: the CRYPTO frame, how the protected packet begins, and its tag, which proves all of it. */
const frame =
  '060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868' +
  '04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578' +
  '616d706c652e636f6dff01000100000a00080006001d00170018001000070005' +
  '04616c706e000500050100000000003300260024001d00209370b2c9caa47fba' +
  'baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400' +
  '0d0010000e0403050306030203080408050806002d00020101001c0002400100' +
  '3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000' +
  '75300901100f088394c8f03e51570806048000ffff'
const start = 'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11'
const tag = 'e221af44860018ab0856972e194cd934'

it('protects the packet of RFC 9001, A.2, as it is printed there', () => {
  const packet = initialPacket(1, connectionId, Buffer.from(frame, 'hex'), 2).toString('hex')
  expect(packet).toHaveLength(2 * 1_200)
  expect([packet.slice(0, start.length), packet.slice(-tag.length)]).toEqual([start, tag])
})

describe('the keys of Initial packets', () => {
  it('are those of RFC 9001, A.1, for version 1', () => {
    expect(hexOf(1)).toEqual([
      '1f369613dd76d5467730efcbe3b1a22d',
      'fa044b2f42a3fd3b46fb255c',
      '9f50449e04a0e810283a1e9933adedd2',
    ])
  })

  it('are those of RFC 9369, A.1, for version 2', () => {
    expect(hexOf(0x6b3343cf)).toEqual([
      '8b1a0bc121284290a29e0971b5cd045d',
      '91f73e2351d8fa91660e909f',
      '45b95e15235d6f45a6b19cbcb0294ba9',
    ])
  })
})
