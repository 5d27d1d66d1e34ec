import { renewed } from '../tables/key-table.ts'

/** Words of one connection: 64 bytes, a cache line. Pairs are of the lower end, then of the higher one. */
export const TCP_WORDS = 16
/** The sequence number behind all that this end has sent. */
export const NEXT = 0
/** What this end has acknowledged last. */
export const ACKED = 2
/** The window that it offered last (lower 16 bits), and how many duplicate acknowledgements it sent in a row (upper 16). */
export const WINDOW = 4
/** When NEXT last advanced, in microseconds modulo 2^32. */
export const ADVANCED_AT = 6
/** TcpFlow bits. */
export const FLAGS = 8
/** In microseconds modulo 2^32: while it is opened when the last SYN came; then how long the handshake took, or -1. */
export const HANDSHAKE = 9
export const RETRANSMISSIONS = 10
export const DUPLICATE_ACKS = 11
export const ZERO_WINDOWS = 12
export const RESETS = 13
export const OUT_OF_ORDER = 14
/** When each end last acknowledged, in milliseconds modulo 2^16: the lower end in the lower half. */
export const ACKED_AT = 15

/** What is known of a connection. Bits of the lower end; those of the higher end are the next ones. */
export const TcpFlow = {
  /** NEXT and what follows from it are known. */
  heard: 1,
  fin: 4,
  keptAlive: 16,
  probed: 64,
  synSeen: 256,
  answered: 512,
  established: 1024,
  reset: 2048,
  refused: 4096,
} as const

/** The TCP state of the flows that have one, in the order of the flows. */
export class TcpTable {
  /** Those of an entry begin at `entry * TCP_WORDS`. */
  words: Int32Array
  size = 0
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
    this.words = new Int32Array(TCP_WORDS * limit) // costs memory as it is used
  }

  /** A new entry, all zero; -1: no room. */
  add(): number {
    if (this.size === this.#limit) return -1
    this.words.fill(0, TCP_WORDS * this.size, TCP_WORDS * (this.size + 1))
    return this.size++
  }

  move(from: number, to: number): void {
    if (from !== to) this.words.copyWithin(TCP_WORDS * to, TCP_WORDS * from, TCP_WORDS * (from + 1))
  }

  /** Keeps the first `size` entries; with `givesBack` the memory of the others is freed. */
  truncate(size: number, givesBack: boolean): void {
    this.size = size
    if (givesBack) this.words = renewed(this.words, TCP_WORDS * size)
  }
}
