import { NumberBook } from '../tables/number-book.ts'

/** Machines of one link: more than any has. */
const MAX_MACHINES = 16_384

/** What each machine calls itself (a number), by its MAC. */
export class MachineBook {
  readonly names = new NumberBook(2, MAX_MACHINES)

  /** Notes the name of the machine with these 16 and 32 bits of MAC. */
  learn(high: number, low: number, name: number): void {
    if (name === 0) return
    this.#write(high, low)
    this.names.note(name)
  }

  /** Its name; 0: it never said one. */
  nameOf(high: number, low: number): number {
    this.#write(high, low)
    return this.names.numberOf()
  }

  #write(high: number, low: number): void {
    const { key } = this.names
    key[0] = high
    key[1] = low
  }
}
