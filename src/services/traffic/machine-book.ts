import { KeyTable } from './key-table.ts'

/** Machines of one link: more than any has. Where all places are taken, all are forgotten: machines announce themselves again. */
const MAX_MACHINES = 16_384

/** What each machine calls itself, by its MAC. */
export class MachineBook {
  readonly #table = new KeyTable(2, MAX_MACHINES)
  readonly #names = new Int32Array(MAX_MACHINES)

  /** Notes the name (a number) of the machine with these 16 and 32 bits of MAC. */
  learn(high: number, low: number, name: number): void {
    if (name === 0) return
    this.#write(high, low)
    let entry = this.#table.find()
    if (entry < 0) {
      this.#table.truncate(0)
      entry = this.#table.find()
    }
    this.#names[entry] = name
  }

  /** The number of its name; 0: it never said one. */
  nameOf(high: number, low: number): number {
    if (this.#table.size === 0) return 0
    this.#write(high, low)
    const entry = this.#table.peek()
    return entry < 0 ? 0 : (this.#names[entry] ?? 0)
  }

  mark(marks: Uint8Array): void {
    for (let entry = 0; entry < this.#table.size; entry++) marks[this.#names[entry] ?? 0] = 1
  }

  renumber(places: Int32Array): void {
    for (let entry = 0; entry < this.#table.size; entry++)
      this.#names[entry] = places[this.#names[entry] ?? 0] ?? 0
  }

  #write(high: number, low: number): void {
    const { key } = this.#table
    key[0] = high
    key[1] = low
  }
}
