import { END_WORDS } from './flow-key.ts'
import { NumberBook } from './number-book.ts'

/**
 * Machines of one link: more than any has, small enough to hold (under 1 MB) when somebody forges
 * them.
 */
const MAX_NEIGHBOURS = 16_384

/**
 * Which MAC has last sent as an address of ours. Only sources are learned: a frame to an address
 * may go to a gateway.
 */
export class NeighbourTable {
  readonly #macs = new NumberBook(END_WORDS, MAX_NEIGHBOURS)

  /** Notes the MAC (its number, see mac-table.ts) of the address in the four words at `at`. */
  learn(words: Int32Array, at: number, mac: number): void {
    this.#write(words, at)
    this.#macs.note(mac)
  }

  /** The number of the MAC of the address in the four words at `at`; 0 where none is known. */
  macOf(words: Int32Array, at: number): number {
    this.#write(words, at)
    return this.#macs.numberOf()
  }

  #write(words: Int32Array, at: number): void {
    for (let i = 0; i < END_WORDS; i++) this.#macs.key[i] = words[at + i] ?? 0
  }
}
