import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/base/failure.ts'
import { jsonLine } from '../../../src/cli/json-output.ts'
import { collected, oneOf, wholeNumber } from '../../../src/cli/options/option-value.ts'

const failureFrom = (act: () => unknown): Failure | undefined => {
  try {
    act()
    return undefined
  } catch (thrown) {
    return thrown instanceof Failure ? thrown : undefined
  }
}

describe('a whole number on the command line', () => {
  const seconds = wholeNumber('seconds', 1, 86_400)

  it('is read where it is in range, and refused with its range where it is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 200_000 }), (value) => {
        if (value >= 1 && value <= 86_400) expect(seconds(String(value))).toBe(value)
        else expect(failureFrom(() => seconds(String(value)))?.code).toBe('NUMBER_OUT_OF_RANGE')
      }),
    )
  })

  it('is nothing but digits, whatever else JavaScript would take for a number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const failure = failureFrom(() => seconds(text))
        if (failure === undefined) expect(text).toMatch(/^\d+$/)
        else
          expect(failure.values).toEqual({ argument: 'seconds', value: text, min: 1, max: 86_400 })
      }),
    )
  })

  it.each([
    '0',
    '86401',
    '-1',
    '+5',
    '1e3',
    '1e9',
    '0x10',
    '5.0',
    '1_000',
    ' 5',
    '5\n',
    'abc',
    '',
    'Infinity',
    '٥',
    '9'.repeat(20),
    '0'.repeat(16),
  ])('is not %j', (text) => {
    expect(failureFrom(() => seconds(text))?.exitStatus).toBe(2)
  })

  it.each([
    ['1', 1],
    ['86400', 86_400],
    ['007', 7],
  ])('is %j', (text, value) => {
    expect(seconds(text)).toBe(value)
  })
})

describe('one of a few words', () => {
  const driver = oneOf('--driver', ['ring', 'cap'])

  it('is taken as it is written', () => {
    expect(driver('cap')).toBe('cap')
  })

  it.each(['Ring', 'rin', '', 'constructor', 'ring cap'])('is not %j', (text) => {
    expect(failureFrom(() => driver(text))).toMatchObject({
      code: 'ARGUMENT_INVALID',
      values: { argument: '--driver', value: text, expected: 'ring / cap' },
    })
  })

  it('is added to those before it where an option may be repeated', () => {
    const before = ['a'] as const
    expect(collected('b', before)).toEqual(['a', 'b'])
    expect(before).toEqual(['a'])
  })
})

describe('a line of JSON', () => {
  it('says moments in ISO 8601 and UTC, at any depth', () => {
    const line = jsonLine({
      startedAt: 0,
      gaps: [{ from: 1_000, to: 2_000 }],
      schedules: [{ next: [86_400_000], lastSlot: null }],
    })
    expect(JSON.parse(line)).toEqual({
      startedAt: '1970-01-01T00:00:00.000Z',
      gaps: [{ from: '1970-01-01T00:00:01.000Z', to: '1970-01-01T00:00:02.000Z' }],
      schedules: [{ next: ['1970-01-02T00:00:00.000Z'], lastSlot: null }],
    })
  })

  it('leaves figures, texts and what is not known as they are', () => {
    const value = { packets: 5, from: 'a@b.org', to: null, seconds: 60, flat: 1, ok: true }
    expect(JSON.parse(jsonLine(value))).toEqual(value)
  })

  it('is one line, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(jsonLine({ text })).not.toMatch(/[\n\r]/)
        expect(JSON.parse(jsonLine({ text }))).toEqual({ text })
      }),
    )
  })
})
