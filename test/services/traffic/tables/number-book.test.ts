import { describe, expect, it } from 'vitest'
import { NumberBook } from '../../../../src/services/traffic/tables/number-book.ts'

const open = (limit = 4) => {
  const book = new NumberBook(2, limit)
  const at = (first: number, second: number) => {
    book.key[0] = first
    book.key[1] = second
    return book
  }
  return { book, at }
}

describe('a book of numbers', () => {
  it('knows what was noted last under a key, and 0 under one that it never saw', () => {
    const { at } = open()
    expect(at(1, 2).numberOf()).toBe(0)
    at(1, 2).note(7)
    at(2, 1).note(8)
    at(1, 2).note(9)
    expect([at(1, 2).numberOf(), at(2, 1).numberOf(), at(1, 1).numberOf()]).toEqual([9, 8, 0])
  })

  it('forgets all where there is no place for one more, and notes that one', () => {
    const { at } = open(2)
    for (const key of [1, 2, 3]) at(key, 0).note(10 * key)
    expect([1, 2, 3].map((key) => at(key, 0).numberOf())).toEqual([0, 0, 30])
  })

  it('marks the numbers that it has, and puts new ones in their place', () => {
    const { book, at } = open()
    at(1, 0).note(3)
    at(2, 0).note(5)
    const marks = new Uint8Array(6)
    book.mark(marks)
    expect([...marks]).toEqual([0, 0, 0, 1, 0, 1])
    book.renumber(Int32Array.of(0, 0, 0, 1, 0, 2))
    expect([at(1, 0).numberOf(), at(2, 0).numberOf()]).toEqual([1, 2])
  })
})
