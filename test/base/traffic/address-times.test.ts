import { describe, expect, it } from 'vitest'
import { formatter } from '../../../src/base/format.ts'
import { translator } from '../../../src/base/text.ts'
import { timesOfAddresses } from '../../../src/base/traffic/address-times.ts'

const START = Date.UTC(2026, 10, 23, 10, 0, 0)
const MINUTE_MS = 60_000
const laptop = '02:00:00:00:00:05'

/** A device with this address between two minutes after the start. */
const device = (mac: string, address: string, from: number, to: number) => ({
  mac,
  address,
  firstAt: START + from * MINUTE_MS,
  lastAt: START + to * MINUTE_MS,
})
const timesOf = (devices: ReturnType<typeof device>[], language: 'en' | 'fr' = 'en') =>
  devices.map(timesOfAddresses(devices, translator(language), formatter(language, 'UTC')))

describe('the times of addresses', () => {
  it('are said of a device that had one after another', () => {
    const devices = [device(laptop, '10.0.0.5', 0, 10), device(laptop, '10.0.0.7', 12, 30)]
    expect(timesOf(devices)).toEqual([
      '23 Nov 2026, 10:00:00 to 10:10:00',
      '23 Nov 2026, 10:12:00 to 10:30:00',
    ])
    expect(timesOf(devices, 'fr')[0]).toMatch(/^23 nov\. 2026.* à 10:10:00$/)
  })

  it('are said where both stand in the interval of the change', () => {
    const devices = [device(laptop, '10.0.0.5', 0, 10), device(laptop, '10.0.0.7', 9, 30)]
    expect(timesOf(devices)).not.toContain('')
  })

  it('have their day where that is another one', () => {
    const days = 3 * 24 * 60
    const devices = [
      device(laptop, '10.0.0.5', 0, days),
      device(laptop, '10.0.0.7', days + 1, days + 2),
    ]
    expect(timesOf(devices)[0]).toBe('23 Nov 2026, 10:00:00 to 26 Nov 2026, 10:00:00')
  })

  it.each([
    [
      'one address',
      [device(laptop, '10.0.0.5', 0, 10), device('02:00:00:00:00:06', '10.0.0.7', 12, 30)],
    ],
    ['several at once', [device(laptop, '10.0.0.5', 0, 10), device(laptop, '10.0.0.7', 8, 30)]],
    ['one within another', [device(laptop, '10.0.0.5', 0, 30), device(laptop, '10.0.0.7', 8, 8)]],
    ['another one of IPv6', [device(laptop, 'fd00::5', 0, 10), device(laptop, 'fd00::7', 12, 30)]],
    ['no MAC that was seen', [device('', '10.0.0.5', 0, 10), device('', '10.0.0.7', 12, 30)]],
  ])('are not said of a device with %s', (_, devices) => {
    expect(timesOf(devices)).toEqual(['', ''])
  })
})
