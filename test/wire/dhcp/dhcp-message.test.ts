import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DhcpMessage } from '../../../src/wire/dhcp/dhcp-message.ts'
import { dhcpMessage, type Option, optionText } from '../dhcp-messages.ts'
import { onlyThese } from '../guarded-bytes.ts'

const message = new DhcpMessage()
const text = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1')

const mac = [2, 0, 0, 0, 0, 5]
const REQUEST = 1
const REPLY = 2
const PAD: Option = { code: 0, data: [] }

describe('a message of DHCP', () => {
  it('comes back from its bytes', () => {
    const octets = (length: number) =>
      fc.array(fc.nat(255), { minLength: length, maxLength: length })
    const names = fc.stringMatching(/^[a-zA-Z0-9-]{1,60}$/)
    // Any other option but those that are read, the padding and the end.
    const others = fc.record({
      code: fc.integer({ min: 60, max: 80 }),
      data: fc.array(fc.nat(255), { maxLength: 20 }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(REQUEST, REPLY),
        octets(6),
        octets(4),
        names,
        fc.nat(255),
        fc.array(others, { maxLength: 4 }),
        fc.nat(7),
        (operation, chaddr, yourAddress, name, type, more, before) => {
          const options = [...more, { code: 53, data: [type] }, ...more, optionText(12, name)]
          const coded = dhcpMessage({ operation, mac: chaddr, yourAddress, options })
          const bytes = new Uint8Array(before + coded.length).fill(0xff)
          bytes.set(coded, before)
          expect(message.read(bytes, before, bytes.length)).toBe(true)
          expect(message).toMatchObject({ isReply: operation === REPLY, isDhcp: true, type })
          expect(text(bytes, message.hostNameAt, message.hostNameEnd)).toBe(name)
          expect([...bytes.subarray(message.macAt, message.macAt + 6)]).toEqual(chaddr)
          const address = bytes.subarray(message.yourAddressAt, message.yourAddressAt + 4)
          expect([...address]).toEqual(yourAddress)
          expect(message.fqdnEnd).toBe(0)
        },
      ),
    )
  })

  it('ends its options where they say so, and passes over padding', () => {
    const coded = dhcpMessage({ operation: REQUEST, mac, options: [optionText(12, 'first')] })
    const padded = Uint8Array.from([
      ...coded.subarray(0, 240),
      ...[0, 0],
      ...coded.subarray(240),
      ...[12, 1, 0x7a],
    ])
    expect(message.read(padded, 0, padded.length)).toBe(true)
    expect(text(padded, message.hostNameAt, message.hostNameEnd)).toBe('first')
  })

  it('leaves out the zeros behind a host name', () => {
    const options = [optionText(12, 'host\0\0')]
    const bytes = dhcpMessage({ operation: REQUEST, mac, options })
    message.read(bytes, 0, bytes.length)
    expect(text(bytes, message.hostNameAt, message.hostNameEnd)).toBe('host')
    const zeros = dhcpMessage({ operation: REQUEST, mac, options: [optionText(12, '\0\0')] })
    message.read(zeros, 0, zeros.length)
    expect(message.hostNameEnd).toBe(message.hostNameAt)
  })

  it('says in which form its FQDN is', () => {
    for (const [flags, isCoded] of [
      [0x00, false],
      [0x01, false],
      [0x05, true],
    ] as const) {
      const options = [{ code: 81, data: [flags, 0, 0, 1, 0x61, 0] }]
      const bytes = dhcpMessage({ operation: REQUEST, mac, options })
      message.read(bytes, 0, bytes.length)
      expect(message.isFqdnCoded).toBe(isCoded)
      expect([...bytes.subarray(message.fqdnAt, message.fqdnEnd)]).toEqual([1, 0x61, 0])
    }
  })

  it('has no FQDN in an option that is too short for its flags', () => {
    for (const data of [[], [1], [1, 0, 0]]) {
      const bytes = dhcpMessage({ operation: REQUEST, mac, options: [{ code: 81, data }] })
      message.read(bytes, 0, bytes.length)
      expect([message.fqdnAt, message.fqdnEnd]).toEqual([0, 0])
    }
  })

  it('is BOOTP where there is no cookie', () => {
    const bytes = dhcpMessage({ operation: REPLY, mac })
    expect(message.read(bytes, 0, bytes.length)).toBe(true)
    expect(message).toMatchObject({ isDhcp: false, type: 0, hostNameAt: 0 })
  })

  it.each([
    ['another operation', 0, 3],
    ['other hardware', 1, 6],
    ['another length of address', 2, 16],
  ])('is refused with %s', (_, at, value) => {
    const bytes = dhcpMessage({ operation: REQUEST, mac, options: [PAD] })
    bytes[at] = value
    expect(message.read(bytes, 0, bytes.length)).toBe(false)
  })

  it('that is cut at any byte tells what is left of it', () => {
    const options = [{ code: 53, data: [3] }, optionText(12, 'host')]
    const bytes = dhcpMessage({ operation: REQUEST, mac, options })
    for (let to = 0; to < bytes.length; to++) {
      expect(message.read(onlyThese(bytes.subarray(0, to)), 0, to)).toBe(to >= 34)
      expect(message.isDhcp).toBe(to >= 240)
      expect(message.type).toBe(to >= 243 ? 3 : 0)
      expect(message.hostNameEnd).toBe(to >= 249 ? 249 : 0)
    }
  })
})
