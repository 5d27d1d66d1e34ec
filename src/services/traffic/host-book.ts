import { END_WORDS } from './flow-key.ts'
import { KeyTable } from './key-table.ts'

/**
 * Answers that are remembered: a busy network asks for some thousand names in an hour. Where all places are taken, all are forgotten:
 * names come again with the next answer.
 */
const MAX_ANSWERS = 65_536

/** Which name a device asked for before it went to an address. */
export class HostBook {
  /** The device that asked, then the address that it was told. A device of zeros: whoever asks. */
  readonly #table = new KeyTable(2 * END_WORDS, MAX_ANSWERS)
  readonly #names = new Int32Array(MAX_ANSWERS)

  /** Notes that the device at `deviceAt` of `device` was told that the host with this name has the address in the four words of `host`. */
  learn(device: Int32Array, deviceAt: number, host: Int32Array, name: number): void {
    this.#write(device, deviceAt, host, 0)
    this.#set(name)
    this.#table.key.fill(0, 0, END_WORDS)
    this.#set(name)
  }

  /** Like `learn`, where everybody was told. */
  learnForAll(host: Int32Array, name: number): void {
    this.#write(undefined, 0, host, 0)
    this.#set(name)
  }

  /** The number of the name by which the device at `deviceAt` knows the address at `hostAt`, else of that by which another one does; 0: nobody asked. */
  nameOf(words: Int32Array, deviceAt: number, hostAt: number): number {
    if (this.#table.size === 0) return 0
    this.#write(words, deviceAt, words, hostAt)
    const own = this.#table.peek()
    if (own >= 0) return this.#names[own] ?? 0
    this.#table.key.fill(0, 0, END_WORDS)
    const any = this.#table.peek()
    return any < 0 ? 0 : (this.#names[any] ?? 0)
  }

  /** Marks the numbers in use, and takes their new ones. */
  mark(marks: Uint8Array): void {
    for (let entry = 0; entry < this.#table.size; entry++) marks[this.#names[entry] ?? 0] = 1
  }

  renumber(places: Int32Array): void {
    for (let entry = 0; entry < this.#table.size; entry++)
      this.#names[entry] = places[this.#names[entry] ?? 0] ?? 0
  }

  #write(device: Int32Array | undefined, deviceAt: number, host: Int32Array, hostAt: number): void {
    const { key } = this.#table
    for (let i = 0; i < END_WORDS; i++) {
      key[i] = device === undefined ? 0 : (device[deviceAt + i] ?? 0)
      key[END_WORDS + i] = host[hostAt + i] ?? 0
    }
  }

  #set(name: number): void {
    let entry = this.#table.find()
    if (entry < 0) {
      this.#table.truncate(0)
      entry = this.#table.find()
    }
    this.#names[entry] = name
  }
}
