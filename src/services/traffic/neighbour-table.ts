import { END_WORDS } from './flow-key.ts'
import { KeyTable } from './key-table.ts'

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
  readonly #table = new KeyTable(END_WORDS, MAX_NEIGHBOURS)
  readonly #macs = new Int32Array(MAX_NEIGHBOURS)

  /**
   * Notes the MAC (its number, see mac-table.ts) of the address in the four words at `at`. Where all places are taken,
   * all are forgotten.
   */
  learn(words: Int32Array, at: number, mac: number): void {
    this.#write(words, at)
    let entry = this.#table.find()
    if (entry < 0) {
      this.#table.truncate(0)
      entry = this.#table.find()
    }
    this.#macs[entry] = mac
  }

  /** The number of the MAC of the address in the four words at `at`; 0 where none is known. */
  macOf(words: Int32Array, at: number): number {
    this.#write(words, at)
    const entry = this.#table.peek()
    return entry < 0 ? 0 : (this.#macs[entry] ?? 0)
  }

  #write(words: Int32Array, at: number): void {
    for (let i = 0; i < END_WORDS; i++) this.#table.key[i] = words[at + i] ?? 0
  }
}
