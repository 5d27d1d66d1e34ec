import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { isRandomMac, vendorOf } from '../../../../src/services/traffic/ends/mac-vendor.ts'

const registry: { readonly [prefix: string]: string } = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('oui-data'), 'utf8'),
)

/** How the package says that it is read: the longest prefix first. */
const expected = (digits: string) =>
  [9, 7, 6].map((length) => registry[digits.slice(0, length)]).find((one) => one !== undefined)

const macOf = (digits: string) => digits.toLowerCase().match(/../g)?.join(':') ?? ''

describe('the vendor of a MAC', () => {
  it('is, for every prefix of the registry, whom it is assigned to', () => {
    const wrong: string[] = []
    for (const prefix of Object.keys(registry)) {
      const digits = prefix.padEnd(12, '7')
      if (vendorOf(macOf(digits)) !== expected(digits)?.split('\n')[0]) wrong.push(prefix)
    }
    expect(Object.keys(registry).length).toBeGreaterThan(50_000)
    expect(wrong).toEqual([])
  })

  it.each([
    ['b8:27:eb:12:34:56', 'Raspberry Pi Foundation'],
    ['B8:27:EB:12:34:56', 'Raspberry Pi Foundation'],
    ['02:00:00:00:00:01', undefined],
    ['ff:ff:ff:ff:ff:ff', undefined],
    ['00:00:00', undefined],
    ['', undefined],
    ['(others)', undefined],
    ['b8:27:eb:12:34:5"', undefined],
  ])('of %j is %j', (mac, vendor) => {
    expect(vendorOf(mac)).toBe(vendor)
  })
})

describe('a MAC', () => {
  it.each([
    ['02:00:00:00:00:01', true],
    ['da:a1:19:00:00:01', true],
    ['5E:00:00:00:00:01', true],
    ['b8:27:eb:12:34:56', false], // assigned by the IEEE
    ['03:00:00:00:00:01', false], // a group
    ['33:33:00:00:00:01', false],
    ['ff:ff:ff:ff:ff:ff', false],
    ['', false],
    ['(others)', false],
    ['02:00', false],
  ])('%j is made up by its machine: %j', (mac, isRandom) => {
    expect(isRandomMac(mac)).toBe(isRandom)
  })
})
