import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, wrapped } from '../../src/base/lines.ts'
import { narrowed, type Table, tableText } from '../../src/base/table.ts'

const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '-'), maxLength: 12 }), {
  maxLength: 12,
})

describe('a text that is wrapped', () => {
  it('has no line that is too long', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (some, columns) => {
        for (const line of wrapped(some.join(' '), columns)) {
          expect(line.length).toBeLessThanOrEqual(columns)
        }
      }),
    )
  })

  it('loses no letter, and none comes between two', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (some, columns) => {
        const letters = wrapped(some.join(' '), columns).join('').replaceAll(' ', '')
        expect(letters).toBe(some.join(''))
      }),
    )
  })

  it('is broken between words, and within a word only where it is longer than a line', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrapped('an internationalisation', 8)).toEqual(['an', 'internat', 'ionalisa', 'tion'])
  })

  it('keeps the line breaks that it has, and is itself where it fits', () => {
    expect(wrapped('one\n\ntwo', 8)).toEqual(['one', '', 'two'])
    expect(wrapped('', 8)).toEqual([''])
  })
})

describe('a text on one line', () => {
  it('has a blank where it had what steers a terminal, and keeps every letter', () => {
    expect(printable('a\r\nb\u001b[2Jc\u0000\u009bd é→字')).toBe('a b [2Jc d é→字')
  })
})

describe('a table that is narrowed', () => {
  const table = (...rows: readonly (readonly string[])[]): Table => ({
    columns: [
      { heading: 'Name', align: 'left' },
      { heading: 'What', align: 'left' },
      { heading: 'Bytes', align: 'right' },
    ],
    rows,
  })
  const widthOf = (one: Table) =>
    Math.max(
      ...tableText(one)
        .split('\n')
        .map((line) => line.length),
    )

  it('stays as it is where it fits', () => {
    const small = table(['a', 'b', '1'])
    expect(narrowed(small, 80)).toBe(small)
  })

  it('breaks its widest cells, and never a figure', () => {
    const wide = narrowed(table(['n'.repeat(60), 'w '.repeat(40), '1 234 567']), 80)
    expect(widthOf(wide)).toBeLessThanOrEqual(80)
    expect(wide.rows[0]?.[2]).toBe('1 234 567')
  })

  it('ends, also where no column can give way any further', () => {
    expect(narrowed(table(['a', 'b', '9'.repeat(100)]), 80).rows[0]?.[2]).toHaveLength(100)
    expect(widthOf(narrowed(table(['n'.repeat(99), 'w'.repeat(99), '9'.repeat(70)]), 80))).toBe(98)
  })
})
