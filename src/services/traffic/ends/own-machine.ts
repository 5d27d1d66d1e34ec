import { parseAddress, parseMac } from '../../../wire/address.ts'
import { i32, u16 } from '../../../wire/bytes.ts'
import { END_WORDS } from '../flows/flow-key.ts'

/** More than a machine has: each flow of an interval is held against all of them. */
const MAX_ADDRESSES = 64

/** Who captures, as it appears in its own traffic. */
export type OwnEnds = {
  /** As text, of IPv4 and IPv6; those beyond the bound are not known as its own. */
  readonly addresses: readonly string[]
  readonly macs: readonly string[]
}

/**
 * The machine that captures: by its addresses, because one that forwards packets of others sends them from its MAC too; by its MACs where
 * there are no addresses.
 */
export class OwnMachine {
  readonly #addresses: Int32Array
  readonly #macs: Int32Array

  constructor({ addresses, macs }: OwnEnds) {
    this.#addresses = wordsOf(addresses.flatMap(addressWords))
    this.#macs = wordsOf(macs.flatMap(macWords))
  }

  /** Whether the address in the four words at `at` is one of its own. */
  hasAddress(words: Int32Array, at: number): boolean {
    const own = this.#addresses
    for (let i = 0; i < own.length; i += END_WORDS) {
      if (
        own[i + 3] === words[at + 3] &&
        own[i + 2] === words[at + 2] &&
        own[i + 1] === words[at + 1] &&
        own[i] === words[at]
      )
        return true
    }
    return false
  }

  /** Whether the MAC in the two words at `at` is one of its own. */
  hasMac(words: Int32Array, at: number): boolean {
    const own = this.#macs
    for (let i = 0; i < own.length; i += END_WORDS)
      if (own[i + 1] === words[at + 1] && own[i] === words[at]) return true
    return false
  }
}

/** Four words each. */
const wordsOf = (ends: readonly (readonly number[])[]): Int32Array =>
  Int32Array.from(ends.slice(0, MAX_ADDRESSES).flat())

const addressWords = (text: string): readonly (readonly number[])[] => {
  const bytes = parseAddress(text)
  if (bytes === undefined) return []
  return [Array.from({ length: END_WORDS }, (_, word) => i32(bytes, 4 * word))]
}

const macWords = (text: string): readonly (readonly number[])[] => {
  const bytes = parseMac(text)
  return bytes === undefined ? [] : [[u16(bytes, 0), i32(bytes, 2), 0, 0]]
}
