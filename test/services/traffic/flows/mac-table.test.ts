import { describe, expect, it } from 'vitest'
import { MacTable } from '../../../../src/services/traffic/flows/mac-table.ts'

describe('the table of MACs', () => {
  it('gives a MAC the same number whenever it comes, and another one to another', () => {
    const table = new MacTable()
    const first = table.numberOf(0x0242, 0x0a000001)
    const second = table.numberOf(0x0242, 0x0a000002)
    expect(first).not.toBe(second)
    expect(table.numberOf(0x0242, 0x0a000001)).toBe(first)
    expect([table.highOf(second), table.lowOf(second)]).toEqual([0x0242, 0x0a000002])
  })

  it('takes a group for no machine, nor one that has sent without a MAC', () => {
    const table = new MacTable()
    expect(table.isMachine(table.numberOf(0x0242, 1))).toBe(true)
    expect(table.isMachine(table.numberOf(0xffff, -1))).toBe(false)
    expect(table.isMachine(table.numberOf(0x3333, 1))).toBe(false)
    expect(table.isMachine(table.none)).toBe(false)
    expect(table.isMachine(0)).toBe(false)
  })

  it('has no number left for more than 65,534, and still knows those it has', () => {
    const table = new MacTable()
    for (let i = 0; i < 65_534; i++) expect(table.numberOf(0, i)).toBe(i + 1)
    expect(table.numberOf(0, 65_534)).toBe(table.none)
    expect(table.highOf(table.none)).toBe(0)
    expect(table.lowOf(table.none)).toBe(0)
    expect(table.numberOf(0, 0)).toBe(1)
  })
})
