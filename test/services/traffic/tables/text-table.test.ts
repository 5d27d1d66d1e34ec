import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TextTable } from '../../../../src/services/traffic/tables/text-table.ts'

const number = (table: TextTable, text: string): number => {
  const bytes = Buffer.from(`<${text}>`)
  return table.numberOf(bytes, 1, bytes.length - 1)
}
const hosts = (count: number) => Array.from({ length: count }, (_, i) => `host-${i}.example`)

describe('a table of texts', () => {
  it('gives numbers from 1 on in the order in which texts come, and the same one each time', () => {
    const table = new TextTable(10)
    const texts = ['a', 'b', 'ab', 'a\0', 'ä', 'a']
    expect(texts.map((text) => number(table, text))).toEqual([1, 2, 3, 4, 5, 1])
    expect(table.size).toBe(5)
    expect([1, 2, 3, 4, 5].map((place) => table.textOf(place))).toEqual(texts.slice(0, 5))
  })

  it('has no number for an empty text, and no text for 0', () => {
    const table = new TextTable(10)
    expect(number(table, '')).toBe(0)
    expect(table.numberOf(Buffer.from('abc'), 2, 1)).toBe(0)
    expect(table.textOf(0)).toBe('')
    expect(table.size).toBe(0)
  })

  it('keeps all numbers while it grows', () => {
    const table = new TextTable(20_000)
    const texts = hosts(20_000)
    const first = texts.map((text) => number(table, text))
    expect(first).toEqual(texts.map((_, index) => index + 1))
    expect(texts.map((text) => number(table, text))).toEqual(first)
    expect(first.map((place) => table.textOf(place))).toEqual(texts)
  })

  it('takes no more texts than its limit, and knows those that it has', () => {
    const table = new TextTable(3)
    expect(['a', 'b', 'c', 'd', 'b', 'e'].map((text) => number(table, text))).toEqual([
      1, 2, 3, 0, 2, 0,
    ])
    expect(table.size).toBe(3)
  })

  it('takes no more bytes than it has room for, and still shorter texts', () => {
    const table = new TextTable(2)
    expect(number(table, 'x'.repeat(129))).toBe(0)
    expect(number(table, 'x'.repeat(128))).toBe(1)
    expect(number(table, 'y')).toBe(0)
    expect(table.textOf(1)).toBe('x'.repeat(128))
  })

  it('has room again once texts are gone', () => {
    const table = new TextTable(3)
    for (const text of ['a', 'b', 'c']) number(table, text)
    expect([...table.keep(Uint8Array.of(0, 0, 1, 0))]).toEqual([0, 0, 1, 0])
    expect(['b', 'd', 'e', 'a'].map((text) => number(table, text))).toEqual([1, 2, 3, 0])
  })

  it('is empty where nothing is kept, and unchanged where all is', () => {
    const table = new TextTable(100)
    const texts = hosts(50)
    for (const text of texts) number(table, text)
    const all = table.keep(new Uint8Array(51).fill(1))
    expect([...all]).toEqual([0, ...texts.map((_, index) => index + 1)])
    expect(texts.map((text) => number(table, text))).toEqual([...all].slice(1))
    expect([...table.keep(new Uint8Array(51))]).toEqual(new Array(51).fill(0))
    expect(table.size).toBe(0)
    expect(number(table, 'host-7.example')).toBe(1)
  })

  it('finds each text that is kept under the number that it was given, and no other', () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    const entries = fc.uniqueArray(fc.tuple(text, fc.boolean()), {
      selector: ([of]) => of,
      maxLength: 200,
    })
    fc.assert(
      fc.property(entries, (all) => {
        const table = new TextTable(400)
        const marks = new Uint8Array(all.length + 1)
        for (const [of, isKept] of all) marks[number(table, of)] = isKept ? 1 : 0
        const places = table.keep(marks)
        const kept = all.filter(([, isKept]) => isKept)
        expect(table.size).toBe(kept.length)
        all.forEach(([of, isKept], index) => {
          const place = places[index + 1] ?? -1
          expect(table.textOf(place)).toBe(isKept ? of : '')
          if (isKept) expect(number(table, of)).toBe(place)
        })
        expect(number(table, '-'.repeat(13))).toBe(kept.length + 1)
      }),
      { numRuns: 200 },
    )
  })
})
