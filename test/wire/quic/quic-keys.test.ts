import { describe, expect, it } from 'vitest'
import { quicKeys } from '../../../src/wire/quic/quic-keys.ts'
import { quicVersion } from '../../../src/wire/quic/quic-version.ts'
import { initialPacket, sampleFrame } from '../quic-initials.ts'

/** The connection id of the examples in both standards. */
const connectionId = Buffer.from('8394c8f03e515708', 'hex')

const hexOf = (number: number) => {
  const version = quicVersion(number)
  if (version === undefined) throw new Error('unknown')
  const { key, iv, header } = quicKeys(version, connectionId)
  return [key.export(), iv, header.export()].map((bytes) => bytes.toString('hex'))
}

/** How the protected packet begins, and its tag, which proves all of it. */
it.each([
  [
    'RFC 9001',
    1,
    'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11',
    'e221af44860018ab0856972e194cd934',
  ],
  [
    'RFC 9369',
    0x6b3343cf,
    'd76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485',
    'a18b2faa745b6fe189cf772a9f84cbfc',
  ],
])('protects the packet of %s, A.2, as it is printed there', (_, version, start, tag) => {
  const packet = initialPacket(version, connectionId, sampleFrame, 2).toString('hex')
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
