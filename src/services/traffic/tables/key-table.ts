import { randomBytes } from 'node:crypto'
import { hashOfWords, type KeyHash } from './key-hash.ts'

/** Small enough that a table costs little while it has nothing to hold. */
const MIN_CAPACITY = 1024

/**
 * At most half of the index is used, so that a chain is two slots long on average and the bound
 * below is never met by chance.
 */
const SLOTS_PER_ENTRY = 2

/** Slots looked at for one key: what one packet costs stays bounded, whatever the others did. */
const MAX_PROBES = 128

/**
 * A table shrinks when it could be this many times smaller, so that a burst does not hold its
 * memory for days.
 */
const SHRINK_FACTOR = 8

/** A copy of `array` with `length` elements; what does not fit is dropped, what is new is zero. */
export const resized = <Column extends Int32Array | Uint32Array | Float64Array | Uint8Array>(
  array: Column,
  length: number,
): Column => {
  const copy = new (array.constructor as new (length: number) => Column)(length)
  copy.set(array.subarray(0, Math.min(length, array.length)))
  return copy
}

/** A copy of `array` with its first `used` elements only: the memory of all others is untouched, and so not there. */
export const renewed = <Column extends Int32Array | Float64Array>(
  array: Column,
  used: number,
): Column => {
  const copy = new (array.constructor as new (length: number) => Column)(array.length)
  copy.set(array.subarray(0, used))
  return copy
}

export type KeyTableOptions = {
  /**
   * Words of a record of which the key is the beginning, and whose rest the owner keeps beside it, where one packet touches both. Such a table
   * has room for all of its limit at once, which costs memory only as it is used, because the system hands out zeroed pages when they are
   * first touched: a large table then never pays for its old and its new columns at the same time.
   */
  readonly record?: number
  readonly hash?: KeyHash
}

/**
 * Keys of `width` 32-bit words, each with an entry number from 0 without gaps: open addressing in
 * typed arrays. Whoever owns the table keeps its values in columns under the entry number and
 * resizes them when `capacity` has changed. The hash is HalfSipHash-1-3 under a random seed for
 * each table, so a sender cannot choose keys that collide.
 */
export class KeyTable {
  /** Words of a key. */
  readonly width: number
  /** Words from one entry to the next: the key, and behind it what the owner keeps there. */
  readonly stride: number
  /** Write a key here, then call `find`. */
  readonly key: Int32Array
  /** The words of entry `e` begin at `e * stride`. Replaced when the table grows. */
  keys: Int32Array
  /** Entries in use. */
  size = 0
  /** Entries there is room for before the index grows. */
  capacity: number
  readonly #limit: number
  readonly #hashOf: KeyHash
  readonly #isReserved: boolean
  readonly #seed0 = randomBytes(4).readInt32LE()
  readonly #seed1 = randomBytes(4).readInt32LE()
  #hashes: Int32Array
  /** Entry number + 1; 0: free. */
  #index: Int32Array

  constructor(
    width: number,
    limit: number,
    { record = 0, hash = hashOfWords }: KeyTableOptions = {},
  ) {
    this.width = width
    this.stride = record || width
    this.key = new Int32Array(width)
    this.#limit = limit
    this.#hashOf = hash
    this.#isReserved = record > 0
    this.capacity = Math.min(MIN_CAPACITY, limit)
    const room = this.#isReserved ? limit : this.capacity
    this.keys = new Int32Array(room * this.stride)
    this.#hashes = new Int32Array(room)
    this.#index = new Int32Array(indexLength(this.capacity))
  }

  /**
   * The entry of `key`: an old one, or a new one at the end (then `size` has grown); -1 where there
   * is no room for it.
   */
  find(): number {
    const hash = this.#hashOf(this.key, this.#seed0, this.#seed1)
    const slot = this.#slotOf(hash)
    if (slot < 0) return -1
    const entry = (this.#index[slot] ?? 0) - 1
    return entry >= 0 ? entry : this.#add(slot, hash)
  }

  /** A second entry of `key`, which is found from now on in place of its old one; -1 where there is no room for it. */
  again(): number {
    const hash = this.#hashOf(this.key, this.#seed0, this.#seed1)
    const slot = this.#slotOf(hash)
    return slot < 0 ? -1 : this.#add(slot, hash)
  }

  /** Whether `key` is that of `entry`: the next packet is often of the flow of the last one. */
  isKeyOf(entry: number): boolean {
    return entry < this.size && this.#isAt(entry)
  }

  /** The entry of `key`, or -1; adds nothing. */
  peek(): number {
    const slot = this.#slotOf(this.#hashOf(this.key, this.#seed0, this.#seed1))
    return slot < 0 ? -1 : (this.#index[slot] ?? 0) - 1
  }

  /**
   * Overwrites the key of entry `to`, and its record, by that of `from`. The table can be searched again after
   * `truncate`.
   */
  move(from: number, to: number): void {
    if (from === to) return
    this.keys.copyWithin(to * this.stride, from * this.stride, (from + 1) * this.stride)
    this.#hashes[to] = this.#hashes[from] ?? 0
  }

  /** Keeps the first `size` entries. Gives memory back where little of it is still used. */
  truncate(size: number): void {
    this.size = size
    let capacity = this.capacity
    while (capacity > MIN_CAPACITY && size * SHRINK_FACTOR < capacity) capacity = capacity >> 1
    this.#resize(capacity)
  }

  /** Reserved tables only: gives back the memory behind the entries in use. */
  renew(): void {
    this.keys = renewed(this.keys, this.size * this.stride)
    this.#hashes = renewed(this.#hashes, this.size)
  }

  #add(slot: number, hash: number): number {
    const entry = this.size
    if (entry === this.#limit) return -1
    if (entry === this.capacity) {
      this.#resize(Math.min(this.capacity * 2, this.#limit))
      const moved = this.#slotOf(hash)
      if (moved < 0) return -1
      this.#index[moved] = entry + 1
    } else this.#index[slot] = entry + 1
    this.size = entry + 1
    this.#hashes[entry] = hash
    const base = entry * this.stride
    for (let i = 0; i < this.width; i++) this.keys[base + i] = this.key[i] ?? 0
    return entry
  }

  /**
   * Rebuilds the index, the newest entries first, because of two entries of one key the newer is meant. An entry that finds no slot within
   * the bound stays counted, and the next use of its key adds a new one.
   */
  #resize(capacity: number): void {
    if (capacity !== this.capacity) {
      this.capacity = capacity
      if (!this.#isReserved) {
        this.keys = resized(this.keys, capacity * this.stride)
        this.#hashes = resized(this.#hashes, capacity)
      }
      this.#index = new Int32Array(indexLength(capacity))
    } else this.#index.fill(0)
    const mask = this.#index.length - 1
    for (let entry = this.size - 1; entry >= 0; entry--) {
      let slot = (this.#hashes[entry] ?? 0) & mask
      for (let probe = 0; probe < MAX_PROBES; probe++) {
        if (this.#index[slot] === 0) {
          this.#index[slot] = entry + 1
          break
        }
        slot = (slot + 1) & mask
      }
    }
  }

  /** The slot that holds `key`, or the free one where it belongs; -1: neither within the bound. */
  #slotOf(hash: number): number {
    const index = this.#index
    const mask = index.length - 1
    let slot = hash & mask
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const entry = (index[slot] ?? 0) - 1
      if (entry < 0 || this.#isAt(entry)) return slot
      slot = (slot + 1) & mask
    }
    return -1
  }

  #isAt(entry: number): boolean {
    const { key, keys, width } = this
    const base = entry * this.stride
    for (let i = 0; i < width; i++) if (keys[base + i] !== key[i]) return false
    return true
  }
}

/** A power of two, so that a mask finds the slot. */
const indexLength = (capacity: number): number => {
  let length = 1
  while (length < capacity * SLOTS_PER_ENTRY) length *= 2
  return length
}
