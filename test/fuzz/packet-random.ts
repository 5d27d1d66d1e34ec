/** Chances that follow from a seed and the number of a packet alone, so that each packet can be made again without those before it. Mulberry32. */
export class PacketRandom {
  #state = 0

  begin(seed: number, number: number): void {
    this.#state = (Math.imul(seed, 0x85ebca6b) ^ Math.imul(number + 1, 0x9e3779b1)) >>> 0
    this.#next()
  }

  /** A whole number from 0 on, below `limit`. */
  below(limit: number): number {
    return Math.floor((this.#next() / 2 ** 32) * limit)
  }

  /** True once in `times` on average. */
  once(times: number): boolean {
    return this.#next() < 2 ** 32 / times
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
