import { randomBytes } from 'node:crypto'

/**
 * Bits that stand for the flows without a place: 128 KiB, so that up to some 100,000 are told apart
 * to within 5 %.
 */
const BITS = 1 << 20

/**
 * Counts different keys without keeping them: at least so many there were, since two may share a
 * bit.
 */
export class OtherFlows {
  readonly #bits = new Int32Array(BITS >> 5)
  readonly #seed = randomBytes(4).readInt32LE() | 1
  count = 0

  add(key: Int32Array): void {
    let hash = this.#seed
    for (let i = 0; i < key.length; i++) {
      hash = Math.imul(hash ^ (key[i] ?? 0), 0x85ebca6b)
      hash ^= hash >>> 15
    }
    const bit = hash & (BITS - 1)
    const word = this.#bits[bit >> 5] ?? 0
    if (word & (1 << (bit & 31))) return
    this.#bits[bit >> 5] = word | (1 << (bit & 31))
    this.count++
  }

  clear(): void {
    if (this.count === 0) return
    this.#bits.fill(0)
    this.count = 0
  }
}
