import { randomBytes } from 'node:crypto'
import { resized } from './key-table.ts'

/** Mean length of a name on the wire, with room to spare: the bytes are reserved once, and cost memory as they are used. */
const BYTES_PER_TEXT = 64
const SLOTS_PER_TEXT = 2
const MIN_SLOTS = 2048
/** Slots looked at for one text: what it costs stays bounded, whatever the others are. */
const MAX_PROBES = 64

/**
 * Gives each text a number from 1 on, so that a flow can keep a name in a word and a name that comes again makes no string. Texts are
 * bytes; who asks has checked that they are what they should be.
 */
export class TextTable {
  readonly #limit: number
  readonly #bytes: Uint8Array
  /** Where the text with number n begins in `bytes`, at n - 1; it ends where the next one begins. */
  readonly #starts: Int32Array
  readonly #hashes: Int32Array
  #slots: Int32Array
  readonly #seed = randomBytes(4).readInt32LE()
  #size = 0

  /** `limit`: texts that are told apart. */
  constructor(limit: number) {
    this.#limit = limit
    this.#bytes = new Uint8Array(limit * BYTES_PER_TEXT)
    this.#starts = new Int32Array(limit + 1)
    this.#hashes = new Int32Array(limit)
    this.#slots = new Int32Array(MIN_SLOTS)
  }

  get size(): number {
    return this.#size
  }

  /** The number of the text in [from, to) of `bytes`; 0 where it is empty or there is no room for it. */
  numberOf(bytes: Uint8Array, from: number, to: number): number {
    if (to <= from) return 0
    const hash = this.#hash(bytes, from, to)
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hash & mask
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const number = slots[slot] ?? 0
      if (number === 0) return this.#add(slot, hash, bytes, from, to)
      if (this.#hashes[number - 1] === hash && this.#isAt(number, bytes, from, to)) return number
      slot = (slot + 1) & mask
    }
    return 0
  }

  /** The text with this number, as UTF-8; '' for 0. */
  textOf(number: number): string {
    if (number === 0) return ''
    const start = this.#starts[number - 1] ?? 0
    const end = this.#starts[number] ?? 0
    return new TextDecoder().decode(this.#bytes.subarray(start, end))
  }

  /**
   * Keeps the texts whose number is marked, and returns the new number of each old one (0: gone). Marks are indexed by number.
   */
  keep(marks: Uint8Array): Int32Array {
    const places = new Int32Array(this.#size + 1)
    let kept = 0
    let end = 0
    for (let number = 1; number <= this.#size; number++) {
      if (marks[number] !== 1) continue
      const start = this.#starts[number - 1] ?? 0
      const length = (this.#starts[number] ?? 0) - start
      this.#bytes.copyWithin(end, start, start + length)
      this.#hashes[kept] = this.#hashes[number - 1] ?? 0
      this.#starts[kept] = end
      end += length
      kept++
      this.#starts[kept] = end
      places[number] = kept
    }
    this.#size = kept
    this.#rebuild(this.#slots.length)
    return places
  }

  #add(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const start = this.#starts[this.#size] ?? 0
    const end = start + to - from
    if (this.#size === this.#limit || end > this.#bytes.length) return 0
    for (let i = from; i < to; i++) this.#bytes[start + i - from] = bytes[i] ?? 0
    this.#hashes[this.#size] = hash
    const number = ++this.#size
    this.#starts[number] = end
    this.#slots[slot] = number
    if (number * SLOTS_PER_TEXT > this.#slots.length) this.#rebuild(2 * this.#slots.length)
    return number
  }

  #rebuild(length: number): void {
    this.#slots = resized(new Int32Array(0), length)
    const mask = length - 1
    for (let number = 1; number <= this.#size; number++) {
      let slot = (this.#hashes[number - 1] ?? 0) & mask
      for (let probe = 0; probe < MAX_PROBES && this.#slots[slot] !== 0; probe++)
        slot = (slot + 1) & mask
      if (this.#slots[slot] === 0) this.#slots[slot] = number
    }
  }

  #isAt(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[number - 1] ?? 0
    if ((this.#starts[number] ?? 0) - start !== to - from) return false
    for (let i = from; i < to; i++) if (this.#bytes[start + i - from] !== bytes[i]) return false
    return true
  }

  /** Murmur3's mixing under a random seed: texts that collide cost at most the bound above, and then have no number. */
  #hash(bytes: Uint8Array, from: number, to: number): number {
    let hash = this.#seed
    for (let i = from; i < to; i++) {
      hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x5bd1e995)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }
}
