import { KeyTable, resized } from './key-table.ts'

/**
 * Keys that one list may hold while an interval is added up. Past it the smaller half joins the
 * others, so a list is exact up to here, and beyond it a key that was dropped and comes back counts
 * from there.
 */
const OPEN_KEYS = 16_384

/**
 * Sums of a key: packets and bytes one way, packets and bytes the other way, and one for the
 * owner's use.
 */
export const SUMS = 5

/** Adds up by key in typed arrays, keeps the largest, and knows the sum of the rest. */
export class SumTable {
  readonly #table: KeyTable
  #sums: Float64Array
  /** The sums of everything that has no key of its own here. */
  readonly others = new Float64Array(SUMS)

  constructor(width: number) {
    this.#table = new KeyTable(width, OPEN_KEYS)
    this.#sums = new Float64Array(SUMS * this.#table.capacity)
  }

  /** Write the key here, then call `add`. */
  get key(): Int32Array {
    return this.#table.key
  }

  /** The words of all keys: those of an entry begin at `entry` × width. */
  get keys(): Int32Array {
    return this.#table.keys
  }

  get size(): number {
    return this.#table.size
  }

  /** The sums of all entries: those of one begin at `entry * SUMS`. */
  get sums(): Float64Array {
    return this.#sums
  }

  /** Adds to the sums of `key`. */
  add(packets: number, bytes: number, backPackets: number, backBytes: number, own: number): void {
    if (this.#table.size === OPEN_KEYS && this.#table.peek() < 0) this.keepLargest(OPEN_KEYS / 2)
    const size = this.#table.size
    const entry = this.#table.find()
    if (entry === size) this.#begin(entry)
    const sums = entry < 0 ? this.others : this.#sums
    addTo(sums, entry < 0 ? 0 : entry * SUMS, packets, bytes, backPackets, backBytes, own)
  }

  /** Adds to the others. */
  addOther(packets: number, bytes: number, backPackets: number, backBytes: number): void {
    addTo(this.others, 0, packets, bytes, backPackets, backBytes, 0)
  }

  /**
   * Keeps the `count` entries with the most bytes both ways (of equal ones those that came first)
   * in the order in which they came; the rest joins the others. Returns the kept entries, the
   * largest first.
   */
  keepLargest(count: number): readonly number[] {
    const bytesOf = (entry: number): number =>
      (this.#sums[entry * SUMS + 1] ?? 0) + (this.#sums[entry * SUMS + 3] ?? 0)
    const order = Array.from({ length: this.size }, (_, entry) => entry)
    order.sort((x, y) => bytesOf(y) - bytesOf(x) || x - y)
    const kept = new Uint8Array(this.size)
    for (const entry of order.slice(0, count)) kept[entry] = 1
    const places = new Int32Array(this.size)
    let to = 0
    for (let entry = 0; entry < kept.length; entry++) {
      if (kept[entry] === 1) {
        this.#table.move(entry, to)
        this.#sums.copyWithin(to * SUMS, entry * SUMS, (entry + 1) * SUMS)
        places[entry] = to++
      } else this.#release(entry)
    }
    this.#truncate(to)
    return order.slice(0, count).map((entry) => places[entry] ?? 0)
  }

  /** Forgets everything. */
  clear(): void {
    this.#truncate(0)
    this.others.fill(0)
  }

  #begin(entry: number): void {
    if (this.#sums.length !== SUMS * this.#table.capacity)
      this.#sums = resized(this.#sums, SUMS * this.#table.capacity)
    this.#sums.fill(0, entry * SUMS, (entry + 1) * SUMS)
  }

  #release(entry: number): void {
    const at = entry * SUMS
    for (let i = 0; i < SUMS; i++)
      this.others[i] = (this.others[i] ?? 0) + (this.#sums[at + i] ?? 0)
  }

  #truncate(size: number): void {
    this.#table.truncate(size)
    if (this.#sums.length !== SUMS * this.#table.capacity)
      this.#sums = resized(this.#sums, SUMS * this.#table.capacity)
  }
}

const addTo = (
  sums: Float64Array,
  at: number,
  packets: number,
  bytes: number,
  backPackets: number,
  backBytes: number,
  own: number,
): void => {
  sums[at] = (sums[at] ?? 0) + packets
  sums[at + 1] = (sums[at + 1] ?? 0) + bytes
  sums[at + 2] = (sums[at + 2] ?? 0) + backPackets
  sums[at + 3] = (sums[at + 3] ?? 0) + backBytes
  sums[at + 4] = (sums[at + 4] ?? 0) + own
}
