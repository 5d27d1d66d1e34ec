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

/** Of a key: when it was seen first and last (ms since the epoch). */
const SPAN = 2

/** Adds up by key in typed arrays, keeps the largest, and knows the sum of the rest. */
export class SumTable {
  readonly #table: KeyTable
  #sums: Float64Array
  #spans: Float64Array | undefined
  /** The sums of everything that has no key of its own here. */
  readonly others = new Float64Array(SUMS)

  /** `hasSpans`: it also knows when each of its keys was seen. */
  constructor(width: number, hasSpans = false) {
    this.#table = new KeyTable(width, OPEN_KEYS)
    this.#sums = new Float64Array(SUMS * this.#table.capacity)
    if (hasSpans) this.#spans = new Float64Array(SPAN * this.#table.capacity)
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

  /** When `entry` was seen first and last; undefined where nobody says, as of the others (-1). */
  spanOf(entry: number): { readonly firstAt: number; readonly lastAt: number } | undefined {
    if (this.#spans === undefined || entry < 0) return undefined
    const at = SPAN * entry
    return { firstAt: this.#spans[at] ?? 0, lastAt: this.#spans[at + 1] ?? 0 }
  }

  /** Adds to the sums of `key`, and returns its entry; -1: to the others. */
  add(packets: number, bytes: number, backPackets: number, backBytes: number, own: number): number {
    if (this.#table.size === OPEN_KEYS && this.#table.peek() < 0) this.keepLargest(OPEN_KEYS / 2)
    const size = this.#table.size
    const entry = this.#table.find()
    if (entry === size) this.#begin(entry)
    const sums = entry < 0 ? this.others : this.#sums
    addTo(sums, entry < 0 ? 0 : entry * SUMS, packets, bytes, backPackets, backBytes, own)
    return entry
  }

  /** Says that `entry` was seen at these two times (ms), in any order. */
  addSpan(entry: number, one: number, other: number): void {
    const spans = this.#spans
    if (spans === undefined || entry < 0) return
    const at = SPAN * entry
    spans[at] = Math.min(spans[at] ?? 0, one, other)
    spans[at + 1] = Math.max(spans[at + 1] ?? 0, one, other)
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
        this.#spans?.copyWithin(to * SPAN, entry * SPAN, (entry + 1) * SPAN)
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
    this.#fit()
    this.#sums.fill(0, entry * SUMS, (entry + 1) * SUMS)
    if (this.#spans === undefined) return
    this.#spans[SPAN * entry] = Number.POSITIVE_INFINITY
    this.#spans[SPAN * entry + 1] = Number.NEGATIVE_INFINITY
  }

  #release(entry: number): void {
    const at = entry * SUMS
    for (let i = 0; i < SUMS; i++)
      this.others[i] = (this.others[i] ?? 0) + (this.#sums[at + i] ?? 0)
  }

  #truncate(size: number): void {
    this.#table.truncate(size)
    this.#fit()
  }

  /** The columns are as long as the table is. */
  #fit(): void {
    const { capacity } = this.#table
    if (this.#sums.length === SUMS * capacity) return
    this.#sums = resized(this.#sums, SUMS * capacity)
    if (this.#spans !== undefined) this.#spans = resized(this.#spans, SPAN * capacity)
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
