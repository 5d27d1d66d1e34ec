import { randomBytes } from 'node:crypto'

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

/**
 * Keys of `width` 32-bit words, each with an entry number from 0 without gaps: open addressing in
 * typed arrays. Whoever owns the table keeps its values in columns under the entry number and
 * resizes them when `capacity` has changed. The hash is HalfSipHash-1-3 under a random seed for
 * each table, so a sender cannot choose keys that collide.
 */
export class KeyTable {
  /** Words of a key. */
  readonly width: number
  /** Write a key here, then call `find`. */
  readonly key: Int32Array
  /** The words of entry `e` begin at `e * width`. Replaced when the table grows. */
  keys: Int32Array
  /** Entries in use. */
  size = 0
  /** Entries there is room for. */
  capacity: number
  readonly #limit: number
  readonly #seed: Int32Array
  #hashes: Int32Array
  /** Entry number + 1; 0: free. */
  #index: Int32Array

  constructor(width: number, limit: number) {
    this.width = width
    this.key = new Int32Array(width)
    this.#limit = limit
    this.#seed = new Int32Array(Uint8Array.from(randomBytes(8)).buffer)
    this.capacity = Math.min(MIN_CAPACITY, limit)
    this.keys = new Int32Array(this.capacity * width)
    this.#hashes = new Int32Array(this.capacity)
    this.#index = new Int32Array(indexLength(this.capacity))
  }

  /**
   * The entry of `key`: an old one, or a new one at the end (then `size` has grown); -1 where there
   * is no room for it.
   */
  find(): number {
    const hash = this.#hash()
    const slot = this.#slotOf(hash)
    if (slot < 0) return -1
    const entry = (this.#index[slot] ?? 0) - 1
    return entry >= 0 ? entry : this.#add(slot, hash)
  }

  /** The entry of `key`, or -1; adds nothing. */
  peek(): number {
    const slot = this.#slotOf(this.#hash())
    return slot < 0 ? -1 : (this.#index[slot] ?? 0) - 1
  }

  /**
   * Overwrites the key of entry `to` by that of `from`. The table can be searched again after
   * `truncate`.
   */
  move(from: number, to: number): void {
    if (from === to) return
    this.keys.copyWithin(to * this.width, from * this.width, (from + 1) * this.width)
    this.#hashes[to] = this.#hashes[from] ?? 0
  }

  /** Keeps the first `size` entries. Gives memory back where little of it is still used. */
  truncate(size: number): void {
    this.size = size
    let capacity = this.capacity
    while (capacity > MIN_CAPACITY && size * SHRINK_FACTOR < capacity) capacity = capacity >> 1
    this.#resize(capacity)
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
    const base = entry * this.width
    for (let i = 0; i < this.width; i++) this.keys[base + i] = this.key[i] ?? 0
    return entry
  }

  /**
   * Rebuilds the index. An entry that finds no slot within the bound stays counted, and the next
   * use of its key adds a new one.
   */
  #resize(capacity: number): void {
    if (capacity !== this.capacity) {
      this.capacity = capacity
      this.keys = resized(this.keys, capacity * this.width)
      this.#hashes = resized(this.#hashes, capacity)
      this.#index = new Int32Array(indexLength(capacity))
    } else this.#index.fill(0)
    const mask = this.#index.length - 1
    for (let entry = 0; entry < this.size; entry++) {
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
    const base = entry * width
    for (let i = 0; i < width; i++) if (keys[base + i] !== key[i]) return false
    return true
  }

  /**
   * HalfSipHash-1-3 of `key` (Aumasson and Bernstein, SipHash, 2012; the half variant is what the
   * Linux kernel uses for tables that a peer can fill): one round for each word that is not zero
   * (IPv4 addresses have many), one for the length and the places of the zeros, so that different
   * keys stay different inputs, three at the end. Widths up to 26.
   */
  #hash(): number {
    const { key, width } = this
    const seed0 = this.#seed[0] ?? 0
    const seed1 = this.#seed[1] ?? 0
    let v0 = seed0
    let v1 = seed1
    let v2 = seed0 ^ 0x6c796765
    let v3 = seed1 ^ 0x74656462
    let zeros = width << 26
    for (let i = 0; i < width + 4; i++) {
      let word = 0
      if (i < width) {
        word = key[i] ?? 0
        if (word === 0) {
          zeros |= 1 << i
          continue
        }
      } else if (i === width) word = zeros
      if (i === width + 1) v2 ^= 0xff
      v3 ^= word
      v0 = (v0 + v1) | 0
      v1 = (v1 << 5) | (v1 >>> 27)
      v1 ^= v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = (v3 << 8) | (v3 >>> 24)
      v3 ^= v2
      v0 = (v0 + v3) | 0
      v3 = (v3 << 7) | (v3 >>> 25)
      v3 ^= v0
      v2 = (v2 + v1) | 0
      v1 = (v1 << 13) | (v1 >>> 19)
      v1 ^= v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    return v1 ^ v3
  }
}

/** A power of two, so that a mask finds the slot. */
const indexLength = (capacity: number): number => {
  let length = 1
  while (length < capacity * SLOTS_PER_ENTRY) length *= 2
  return length
}
