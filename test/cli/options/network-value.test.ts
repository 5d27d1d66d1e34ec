import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/base/failure.ts'
import { networks } from '../../../src/cli/options/network-value.ts'
import { LocalNetworks } from '../../../src/services/traffic/ends/local-networks.ts'

const read = networks('--local')
const isRead = (text: string): boolean => {
  try {
    return read(text, undefined).length === 1
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'ARGUMENT_INVALID') return false
    throw thrown
  }
}

describe('a network on the command line', () => {
  it.each([
    '203.0.113.0/24',
    '0.0.0.0/0',
    '192.0.2.1/32',
    '2001:db8::/32',
    '::/0',
    '::1/128',
    '::ffff:192.0.2.0/120',
  ])('may be %s', (text) => {
    expect(isRead(text)).toBe(true)
  })

  it.each([
    '',
    '203.0.113.0',
    '203.0.113.0/33',
    '203.0.113/24',
    '2001:db8::/129',
    '::1/-1',
    'fe80::1%eth0/64',
    '10.0.0.0/8/8',
    '10.0.0.0/ 8',
    'example.org/24',
    '/24',
  ])('is not %j', (text) => {
    expect(isRead(text)).toBe(false)
  })

  it('is added to those before it', () => {
    expect(read('2001:db8::/32', ['203.0.113.0/24'])).toEqual(['203.0.113.0/24', '2001:db8::/32'])
  })

  it('is one for the engine as well, whenever it is one here', () => {
    const bits = fc.integer({ min: 0, max: 130 })
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), bits, (address, length) => {
        const text = `${address}/${length}`
        if (isRead(text)) expect(() => new LocalNetworks([text])).not.toThrow()
      }),
    )
  })
})
