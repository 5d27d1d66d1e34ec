import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { END_WORDS, MAPPED } from '../flows/flow-key.ts'
import { TextTable } from '../tables/text-table.ts'
import { HostBook } from './host-book.ts'
import { MachineBook } from './machine-book.ts'

/** Texts that are told apart at once: names of hosts and machines, and what was said. */
const MAX_TEXTS = 65_536
/** Beyond so many those that nobody uses any more are forgotten when an interval closes. */
const TIDY_TEXTS = 49_152
/** RFC 1035, 2.3.4: 255 octets on the wire are 253 characters. */
const MAX_HOST_CHARACTERS = 253
const MAX_MACHINE_BYTES = 64
const MAX_DETAIL_BYTES = 24

/** Printable ASCII without the space: what a name is made of that a person may be shown. */
const FIRST_PRINTABLE = 0x21
const LAST_PRINTABLE = 0x7e
const FULL_STOP = 0x2e
const SPACE = 0x20

/** All names that were heard: as numbers, under which flows keep them. */
export class Names {
  readonly texts = new TextTable(MAX_TEXTS)
  readonly hosts = new HostBook()
  readonly machines = new MachineBook()
  readonly #scratch = new Uint8Array(MAX_HOST_CHARACTERS + 1)
  readonly #host = new Int32Array(END_WORDS)
  readonly #constants = new Map<string, number>()

  /** The number of a host's name in lower case, without a dot at its end; 0 where it is none. */
  hostName(bytes: Uint8Array, from: number, to: number): number {
    const end = to > from && u8(bytes, to - 1) === FULL_STOP ? to - 1 : to
    const length = end - from
    if (length < 1 || length > MAX_HOST_CHARACTERS) return 0
    for (let i = 0; i < length; i++) {
      const character = u8(bytes, from + i)
      if (character < FIRST_PRINTABLE || character > LAST_PRINTABLE) return 0
      this.#scratch[i] = character >= 0x41 && character <= 0x5a ? character + 32 : character
    }
    return this.texts.numberOf(this.#scratch, 0, length)
  }

  /** The number of what a machine calls itself: any UTF-8 without control characters. */
  machineName(bytes: Uint8Array, from: number, to: number): number {
    return this.#plain(bytes, from, Math.min(to, from + MAX_MACHINE_BYTES))
  }

  /** The number of a detail: printable ASCII, without blanks at its ends, as its column in the database takes it. */
  detail(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > MAX_DETAIL_BYTES || to <= from) return 0
    if (u8(bytes, from) === SPACE || u8(bytes, to - 1) === SPACE) return 0
    for (let i = from; i < to; i++) if (u8(bytes, i) > LAST_PRINTABLE) return 0
    return this.#plain(bytes, from, to)
  }

  /** Like `detail`, of a constant: it becomes bytes once. */
  constant(text: string): number {
    const known = this.#constants.get(text)
    if (known !== undefined) return known
    const bytes = new TextEncoder().encode(text)
    const number = this.texts.numberOf(bytes, 0, Math.min(bytes.length, MAX_DETAIL_BYTES))
    this.#constants.set(text, number)
    return number
  }

  /** The address at `at` of `bytes`, 4 or 16 of them, as the words that a key has; valid until the next call. */
  address(bytes: Uint8Array, at: number, length: number): Int32Array {
    const words = this.#host
    if (length === 4) {
      words[0] = 0
      words[1] = 0
      words[2] = MAPPED
      words[3] = i32(bytes, at)
    } else for (let i = 0; i < END_WORDS; i++) words[i] = i32(bytes, at + 4 * i)
    return words
  }

  /** Notes the name of the machine with the MAC at `at`. */
  learnMachine(bytes: Uint8Array, at: number, name: number): void {
    this.machines.learn(u16(bytes, at), i32(bytes, at + 2), name)
  }

  /**
   * Forgets texts that nobody uses, where there are many. `mark` marks the numbers that flows and sums use, `renumber` takes their new ones
   * by the old ones.
   */
  tidy(mark: (marks: Uint8Array) => void, renumber: (places: Int32Array) => void): void {
    if (this.texts.size < TIDY_TEXTS) return
    const marks = new Uint8Array(this.texts.size + 1)
    this.hosts.names.mark(marks)
    this.machines.names.mark(marks)
    mark(marks)
    const places = this.texts.keep(marks)
    this.hosts.names.renumber(places)
    this.machines.names.renumber(places)
    this.#constants.clear()
    renumber(places)
  }

  #plain(bytes: Uint8Array, from: number, to: number): number {
    for (let i = from; i < to; i++) {
      const byte = u8(bytes, i)
      if (byte < SPACE || byte === 0x7f) return 0
    }
    return this.texts.numberOf(bytes, from, to)
  }
}
