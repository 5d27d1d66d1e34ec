import { describe, expect, it } from 'vitest'
import { formatter, machineTimeZone } from '../../src/base/format.ts'

const english = formatter('en', 'UTC')
const french = formatter('fr', 'Europe/Paris')
/** French keeps a number and its group on one line: U+202F inside of it, U+00A0 before '%'. */
const narrow = '\u202f'
const hard = '\u00a0'

describe('a number of bytes', () => {
  it.each([
    [0, '0 B', '0 o'],
    [999, '999 B', '999 o'],
    [1_000, '1 kB', '1 ko'],
    [1_234_567, '1.23 MB', '1,23 Mo'],
    [999_499, '999 kB', '999 ko'],
    [999_500, '1 MB', '1 Mo'],
    [5e9, '5 GB', '5 Go'],
    [2 ** 53, '9.01 PB', '9,01 Po'],
    [1e18, '1,000 PB', `1${narrow}000 Po`],
  ])('%i is %s and %s', (value, inEnglish, inFrench) => {
    expect(english.bytes(value)).toBe(inEnglish)
    expect(french.bytes(value)).toBe(inFrench)
  })
})

describe('a rate', () => {
  it.each([
    [0, '0 bit/s', '0 bit/s'],
    [125, '1 kbit/s', '1 kbit/s'],
    [1_230_000, '9.84 Mbit/s', '9,84 Mbit/s'],
    [125_000_000, '1 Gbit/s', '1 Gbit/s'],
  ])('of %i bytes a second is %s and %s', (value, inEnglish, inFrench) => {
    expect(english.rate(value)).toBe(inEnglish)
    expect(french.rate(value)).toBe(inFrench)
  })
})

describe('a duration', () => {
  it.each([
    [0, '0 s', '0 s'],
    [1_500, '1.5 s', '1,5 s'],
    [61_500, '61.5 s', '61,5 s'],
    [119_999, '120 s', '120 s'],
    [120_000, '2 min', '2 min'],
    [7_169_000, '119 min', '119 min'],
    [7_170_000, '2 h 00 min', '2 h 00 min'],
    [7_500_000, '2 h 05 min', '2 h 05 min'],
    [86_400_000, '24 h 00 min', '24 h 00 min'],
  ])('of %i ms is %s and %s', (value, inEnglish, inFrench) => {
    expect(english.duration(value)).toBe(inEnglish)
    expect(french.duration(value)).toBe(inFrench)
  })
})

describe('a latency', () => {
  it.each([
    [0, '0 ms', '0 ms'],
    [87, '0.087 ms', '0,087 ms'],
    [23_449, '23.4 ms', '23,4 ms'],
    [1_234_567, '1,230 ms', `1${narrow}230 ms`],
  ])('of %i µs is %s and %s', (value, inEnglish, inFrench) => {
    expect(english.latency(value)).toBe(inEnglish)
    expect(french.latency(value)).toBe(inFrench)
  })
})

describe('a count, a share and a date', () => {
  it('are grouped as people of the language read them, and never broken over two lines', () => {
    expect(english.count(1_234_567)).toBe('1,234,567')
    expect(french.count(1_234_567)).toBe(`1${narrow}234${narrow}567`)
    expect(english.percent(0.1234)).toBe('12.3%')
    expect(french.percent(0.1234)).toBe(`12,3${hard}%`)
  })

  it('are in the time zone that was said, not the machine’s', () => {
    const moment = Date.parse('2026-03-29T01:30:00Z')
    expect(english.dateTime(moment)).toBe('29 Mar 2026, 01:30:00')
    expect(french.dateTime(moment)).toContain('29 mars 2026')
    expect(french.time(moment)).toBe('03:30:00')
    expect(formatter('en', 'America/New_York').time(moment)).toBe('21:30:00')
  })

  it('know the machine’s zone by a name that they take themselves', () => {
    expect(() => formatter('en', machineTimeZone())).not.toThrow()
  })
})
