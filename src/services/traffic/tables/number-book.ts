import { KeyTable } from './key-table.ts'

/**
 * Remembers a number under each key. Where all places are taken, all are forgotten: what it is for is heard again soon, and a table that is
 * filled on purpose costs no more than one that is empty.
 */
export class NumberBook {
  readonly #table: KeyTable
  readonly #numbers: Int32Array

  /** Keys of `width` words, `limit` of them at once. */
  constructor(width: number, limit: number) {
    this.#table = new KeyTable(width, limit)
    this.#numbers = new Int32Array(limit)
  }

  /** Write a key here, then call `note` or `numberOf`. */
  get key(): Int32Array {
    return this.#table.key
  }

  /** Notes `number` under `key`. */
  note(number: number): void {
    let entry = this.#table.find()
    if (entry < 0) {
      this.#table.truncate(0)
      entry = this.#table.find()
    }
    this.#numbers[entry] = number
  }

  /** What was noted under `key` last; 0: nothing. */
  numberOf(): number {
    const entry = this.#table.size === 0 ? -1 : this.#table.peek()
    return entry < 0 ? 0 : (this.#numbers[entry] ?? 0)
  }

  /** Marks the numbers that are remembered. */
  mark(marks: Uint8Array): void {
    for (let entry = 0; entry < this.#table.size; entry++) marks[this.#numbers[entry] ?? 0] = 1
  }

  /** Puts new numbers in the place of the old ones. */
  renumber(places: Int32Array): void {
    for (let entry = 0; entry < this.#table.size; entry++)
      this.#numbers[entry] = places[this.#numbers[entry] ?? 0] ?? 0
  }
}
