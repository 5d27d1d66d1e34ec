import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortVendor } from '../../../src/base/traffic/vendor-name.ts'

describe('a vendor as people call it', () => {
  it.each([
    ['Raspberry Pi (Trading) Ltd', 'Raspberry Pi'],
    ['Apple, Inc.', 'Apple'],
    ['HUAWEI TECHNOLOGIES CO.,LTD', 'HUAWEI TECHNOLOGIES'],
    ['PHILIPS LIGHTING B.V.', 'PHILIPS LIGHTING'],
    ['FRS GmbH & Co. KG', 'FRS'],
    ['EOSS s.r.l.', 'EOSS'],
    ['Nokia', 'Nokia'],
    ['Cosmos', 'Cosmos'],
    ['Cisco', 'Cisco'],
    ['Co', 'Co'],
    ['(Private)', '(Private)'],
    ['Raspberry Pi Foundation', 'Raspberry Pi Foundation'],
  ])('is, for %j, %j', (registered, short) => {
    expect(shortVendor(registered)).toBe(short)
  })

  it('is the beginning of what is registered, and never empty', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const short = shortVendor(name)
        expect(short).not.toBe('')
        expect(name.startsWith(short)).toBe(true)
      }),
    )
  })
})
