import { KeyTable } from '../tables/key-table.ts'
import { GROUP_BIT } from './flow-key.ts'

/** MACs that are told apart: what 16 bits can number, and more than any link has. */
const MAX_MACS = 65_534
/** Stands for a machine that has sent without a MAC, or for which there was no room. */
const NONE = 65_535

/** Gives each MAC a number of 16 bits, from 1 on, so that a flow can keep two of them in a word. */
export class MacTable {
  readonly #table = new KeyTable(2, MAX_MACS)
  #high = 0
  #low = 0
  #number = 0

  /** The number of no MAC: of one who has sent, so it is not 0. */
  readonly none = NONE

  /** The number of the MAC with these 16 and 32 bits. Once all numbers are given a new one gets `none`. */
  numberOf(high: number, low: number): number {
    if (high === this.#high && low === this.#low && this.#number > 0) return this.#number
    const { key } = this.#table
    key[0] = high
    key[1] = low
    const entry = this.#table.find()
    this.#high = high
    this.#low = low
    this.#number = entry < 0 ? NONE : entry + 1
    return this.#number
  }

  /** Whether `number` is that of a MAC of one machine. */
  isMachine(number: number): boolean {
    return number !== 0 && number !== NONE && (this.highOf(number) & GROUP_BIT) === 0
  }

  /** The first 16 bits of the MAC with this number; 0 for none. */
  highOf(number: number): number {
    return number === 0 || number === NONE ? 0 : (this.#table.keys[2 * (number - 1)] ?? 0)
  }

  /** Its other 32 bits, signed. */
  lowOf(number: number): number {
    return number === 0 || number === NONE ? 0 : (this.#table.keys[2 * (number - 1) + 1] ?? 0)
  }
}
