import { describe, expect, it } from 'vitest'
import { SUMS, SumTable } from '../../../../src/services/traffic/tables/sum-table.ts'

/** The keys that a table holds itself. */
const OPEN_KEYS = 16_384

const add = (table: SumTable, key: number, bytes: number, back = 0) => {
  table.key[0] = key
  return table.add(1, bytes, back === 0 ? 0 : 1, back, 0)
}
const sumsOf = (table: SumTable, entry: number) => [
  ...table.sums.subarray(entry * SUMS, (entry + 1) * SUMS),
]
const largest = (table: SumTable, count: number) =>
  table.keepLargest(count).map((entry) => table.keys[entry])

describe('a table of sums', () => {
  it('adds up both ways by key', () => {
    const table = new SumTable(1)
    const entry = add(table, 5, 100, 40)
    expect(add(table, 6, 1)).not.toBe(entry)
    expect(add(table, 5, 10)).toBe(entry)
    expect(sumsOf(table, entry)).toEqual([2, 110, 1, 40, 0])
  })

  it('keeps those with the most bytes both ways, the largest first and of equal ones the earlier; the rest are others', () => {
    const table = new SumTable(1)
    add(table, 1, 10)
    add(table, 2, 10, 20)
    add(table, 3, 30)
    add(table, 4, 5)
    expect(largest(table, 2)).toEqual([2, 3])
    expect([...table.others]).toEqual([2, 15, 0, 0, 0])
    expect(sumsOf(table, add(table, 3, 1))).toEqual([2, 31, 0, 0, 0])
  })

  it('loses nothing where more keys come than it holds', () => {
    const table = new SumTable(1)
    const keys = 3 * OPEN_KEYS
    for (let key = 1; key <= keys; key++) add(table, key, key)
    let bytes = table.others[1] ?? 0
    for (let entry = 0; entry < table.size; entry++) bytes += sumsOf(table, entry)[1] ?? 0
    expect(bytes).toBe((keys * (keys + 1)) / 2)
    expect(largest(table, 2)).toEqual([keys, keys - 1])
  })

  it('knows when a key was seen only where it was asked to', () => {
    const [table, spans] = [new SumTable(1), new SumTable(1, true)]
    expect(table.spanOf(add(table, 1, 1))).toBeUndefined()
    const entry = add(spans, 1, 1)
    spans.addSpan(entry, 20, 10)
    spans.addSpan(entry, 15, 15)
    expect(spans.spanOf(entry)).toEqual({ firstAt: 10, lastAt: 20 })
    expect(spans.spanOf(-1)).toBeUndefined()
  })

  it('begins anew when it is cleared', () => {
    const table = new SumTable(1)
    add(table, 1, 7)
    table.addOther(1, 2, 3, 4)
    table.clear()
    expect([table.size, ...table.others]).toEqual([0, 0, 0, 0, 0, 0])
    expect(sumsOf(table, add(table, 1, 1))).toEqual([1, 1, 0, 0, 0])
  })
})
