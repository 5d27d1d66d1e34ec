/**
 * Bytes of one side of a flow that are collected until an application has seen enough: a ClientHello with post-quantum keys takes 2 KiB, the
 * longest header that servers accept 8 KiB.
 */
const SLOT_BYTES = 16_384
/** Flows that are collected at once; beyond, one of them is given up, in turn. With both sides of all in use 8 MiB. */
const MAX_SLOTS = 256
/** Datagrams whose bounds are kept. */
const MAX_DATAGRAMS = 12

/** What is collected of the flows whose application needs more than one payload. Buffers are made once, and used again. */
export class PayloadSlots {
  /** The entry of the flow in each slot; -1: free. */
  readonly entries = new Int32Array(MAX_SLOTS).fill(-1)
  /** The applications that may still be meant, as bits: number 1 is bit 0 of the first word. Two words a slot. */
  readonly candidates = new Int32Array(2 * MAX_SLOTS)
  /** By slot and side: bytes collected, the sequence number that follows them, datagrams. */
  readonly lengths = new Int32Array(2 * MAX_SLOTS)
  readonly nexts = new Int32Array(2 * MAX_SLOTS)
  readonly datagrams = new Int32Array(2 * MAX_SLOTS)
  readonly #ends: (Int32Array | undefined)[] = []
  readonly #bytes: (Uint8Array | undefined)[] = []
  /** The free slots: the first `#freeCount`. */
  readonly #free = Int32Array.from({ length: MAX_SLOTS }, (_, slot) => MAX_SLOTS - 1 - slot)
  #freeCount = MAX_SLOTS
  #turn = 0

  get isFull(): boolean {
    return this.#freeCount === 0
  }

  /** Where all slots are taken: the flow that is to be given up for another one. */
  nextInTurn(): number {
    const slot = this.#turn
    this.#turn = (slot + 1) % MAX_SLOTS
    return this.entries[slot] ?? 0
  }

  /** A free slot for the flow at `entry`; there is one. */
  claim(entry: number): number {
    const slot = this.#free[--this.#freeCount] ?? 0
    this.entries[slot] = entry
    for (let i = 0; i < 2; i++) {
      this.candidates[2 * slot + i] = 0
      this.clear(slot, i as 0 | 1)
    }
    return slot
  }

  free(slot: number): void {
    this.entries[slot] = -1
    this.#free[this.#freeCount++] = slot
  }

  /** Forgets what this side said. */
  clear(slot: number, side: 0 | 1): void {
    this.lengths[2 * slot + side] = 0
    this.datagrams[2 * slot + side] = 0
  }

  bytesOf(slot: number, side: 0 | 1): Uint8Array {
    const place = 2 * slot + side
    let bytes = this.#bytes[place]
    if (bytes === undefined) {
      bytes = new Uint8Array(SLOT_BYTES)
      this.#bytes[place] = bytes
    }
    return bytes
  }

  /** Where each datagram ends in the bytes of this side. */
  endsOf(slot: number, side: 0 | 1): Int32Array {
    const place = 2 * slot + side
    let ends = this.#ends[place]
    if (ends === undefined) {
      ends = new Int32Array(MAX_DATAGRAMS)
      this.#ends[place] = ends
    }
    return ends
  }

  /** Appends [from, to) of `bytes`. False: there is no room for all of it, and nothing was kept. */
  append(slot: number, side: 0 | 1, bytes: Uint8Array, from: number, to: number): boolean {
    const place = 2 * slot + side
    const length = this.lengths[place] ?? 0
    const count = this.datagrams[place] ?? 0
    if (length + to - from > SLOT_BYTES || count === MAX_DATAGRAMS) return false
    const kept = this.bytesOf(slot, side)
    for (let i = from; i < to; i++) kept[length + i - from] = bytes[i] ?? 0
    this.lengths[place] = length + to - from
    this.endsOf(slot, side)[count] = length + to - from
    this.datagrams[place] = count + 1
    return true
  }
}
