import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatAddress,
  formatIpv4,
  formatIpv6,
  formatMac,
  parseAddress,
  parseIpv4,
  parseIpv6,
  parseMac,
} from '../../src/wire/address.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
/** Mostly zeros, so that runs of zero groups are common. */
const sparse = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(0xffff)), {
    minLength: 8,
    maxLength: 8,
  })
  .map((groups) => Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255])))

describe('addresses', () => {
  it('come back from their text unchanged', () => {
    fc.assert(
      fc.property(bytes(6), (mac) => {
        expect(parseMac(formatMac(mac))).toEqual(mac)
      }),
    )
    fc.assert(
      fc.property(bytes(4), (v4) => {
        expect(parseIpv4(formatIpv4(v4))).toEqual(v4)
      }),
    )
    fc.assert(
      fc.property(fc.oneof(bytes(16), sparse), (v6) => {
        expect(parseIpv6(formatIpv6(v6))).toEqual(v6)
        expect(parseAddress(formatAddress(v6))).toEqual(v6)
      }),
    )
  })

  it('are written as the URL standard, which follows RFC 5952, writes them', () => {
    fc.assert(
      fc.property(sparse, (v6) => {
        const text = formatIpv6(v6)
        fc.pre(!text.includes('.'))
        expect(new URL(`http://[${text}]`).hostname).toBe(`[${text}]`)
      }),
    )
  })

  it.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000000000000000020001', '2001:db8::2:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
  ])('formats %s as RFC 5952 asks', (hex, text) => {
    expect(formatIpv6(Buffer.from(hex, 'hex'))).toBe(text)
  })

  it('shows a mapped address as IPv4', () => {
    const mapped = parseIpv6('::ffff:192.0.2.1') ?? new Uint8Array()
    expect(formatAddress(mapped)).toBe('192.0.2.1')
    expect(parseAddress('192.0.2.1')).toEqual(mapped)
  })

  it.each([
    '',
    '1',
    '::1::',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2:3:4:5:6:7:8',
    '12345::',
  ])('refuses %j as IPv6', (text) => expect(parseIpv6(text)).toBeUndefined())
  it.each([
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    '::%eth0',
    '[::1]',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
  ])('refuses %j as IPv6 too', (text) => expect(parseIpv6(text)).toBeUndefined())
  it.each(['1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.', ' 1.2.3.4', '0x1.2.3.4'])(
    'refuses %j as IPv4',
    (text) => expect(parseIpv4(text)).toBeUndefined(),
  )
  it.each(['', '0:1:2:3:4:5', '00:11:22:33:44', '00:11-22:33:44:55', '00:11:22:33:44:5g'])(
    'refuses %j as MAC',
    (text) => expect(parseMac(text)).toBeUndefined(),
  )

  it('accept what node accepts, for text made of the characters of an address', () => {
    const text = fc.string({ unit: fc.constantFrom(...'012ff:::..'), maxLength: 24 })
    fc.assert(
      fc.property(text, (candidate) => {
        expect(parseIpv4(candidate) !== undefined).toBe(isIPv4(candidate))
        expect(parseIpv6(candidate) !== undefined).toBe(isIPv6(candidate))
      }),
      { numRuns: 5000 },
    )
  })
})
