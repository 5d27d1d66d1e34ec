import { END_WORDS } from '../flows/flow-key.ts'
import { NumberBook } from '../tables/number-book.ts'

/** Answers that are remembered: a busy network asks for some thousand names in an hour. */
const MAX_ANSWERS = 65_536

/** Which name (a number) a device asked for before it went to an address. */
export class HostBook {
  /** Under the device that asked, then the address that it was told. A device of zeros: whoever asks. */
  readonly names = new NumberBook(2 * END_WORDS, MAX_ANSWERS)

  /** Notes that the device at `deviceAt` of `device` was told that the host with this name has the address in the four words of `host`. */
  learn(device: Int32Array, deviceAt: number, host: Int32Array, name: number): void {
    this.#write(device, deviceAt, host, 0)
    this.names.note(name)
    this.learnForAll(host, name)
  }

  /** Like `learn`, where everybody was told. */
  learnForAll(host: Int32Array, name: number): void {
    this.#write(undefined, 0, host, 0)
    this.names.note(name)
  }

  /** The name by which the device at `deviceAt` knows the address at `hostAt`, else that by which another one does; 0: nobody asked. */
  nameOf(words: Int32Array, deviceAt: number, hostAt: number): number {
    this.#write(words, deviceAt, words, hostAt)
    const own = this.names.numberOf()
    if (own !== 0) return own
    this.#write(undefined, 0, words, hostAt)
    return this.names.numberOf()
  }

  #write(device: Int32Array | undefined, deviceAt: number, host: Int32Array, hostAt: number): void {
    const { key } = this.names
    for (let i = 0; i < END_WORDS; i++) {
      key[i] = device === undefined ? 0 : (device[deviceAt + i] ?? 0)
      key[END_WORDS + i] = host[hostAt + i] ?? 0
    }
  }
}
