/**
 * Readers of the protocols that speak in lines of US-ASCII (RFC 5321, 2.3.8), in place. All of them read within [from, to) only, in a
 * number of steps that is bounded by its length.
 */

/** How bytes compare with a word. */
export const Match = {
  no: 0,
  /** They agree, and end before the word does. */
  soFar: 1,
  whole: 2,
} as const
export type Match = (typeof Match)[keyof typeof Match]

const CASE_BIT = 0x20
const TAB = 9
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 0x20
const DASH = 0x2d
const DELETE = 0x7f

/** Whether the bytes begin with `word`, letter by letter. */
export const begins = (bytes: Uint8Array, from: number, to: number, word: string): Match => {
  for (let i = 0; i < word.length; i++) {
    if (from + i >= to) return Match.soFar
    if (bytes[from + i] !== word.charCodeAt(i)) return Match.no
  }
  return Match.whole
}

/** Like `begins`, for either case; `word` is in capitals. */
export const beginsAnyCase = (bytes: Uint8Array, from: number, to: number, word: string): Match => {
  for (let i = 0; i < word.length; i++) {
    if (from + i >= to) return Match.soFar
    if (capital(bytes[from + i] ?? 0) !== word.charCodeAt(i)) return Match.no
  }
  return Match.whole
}

/** How well the bytes begin with one of `words`. */
export const beginsWithOne = (
  bytes: Uint8Array,
  from: number,
  to: number,
  words: readonly string[],
): Match => {
  let best: Match = Match.no
  for (let i = 0; i < words.length; i++) {
    const match = begins(bytes, from, to, words[i] ?? '')
    if (match > best) best = match
  }
  return best
}

/** Where `word` stands, in either case; -1: nowhere. `word` is in capitals. */
export const indexOfWord = (bytes: Uint8Array, from: number, to: number, word: string): number => {
  for (let at = from; at + word.length <= to; at++) {
    if (beginsAnyCase(bytes, at, to, word) === Match.whole) return at
  }
  return -1
}

/** Where the first of `byte` stands; -1: nowhere. */
export const indexOfByte = (bytes: Uint8Array, from: number, to: number, byte: number): number => {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return at
  return -1
}

/** Where the line feed stands that ends this line; -1: it is not there yet. */
export const lineFeed = (bytes: Uint8Array, from: number, to: number): number =>
  indexOfByte(bytes, from, to, LINE_FEED)

/** Whether there is no control character but tabs and line ends. Other alphabets may pass: greetings hold what their owners like. */
export const isText = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte === DELETE) return false
    if (byte < SPACE && byte !== TAB && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) return false
  }
  return true
}

/** The number that begins a reply line (RFC 959, 4.2; RFC 5321, 4.2), 100 to 599; 0: too short to tell; -1: none. */
export const replyCode = (bytes: Uint8Array, from: number, to: number): number => {
  let code = 0
  for (let i = 0; i < 3; i++) {
    if (from + i >= to) return 0
    const digit = (bytes[from + i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return -1
    if (i === 0 && (digit < 1 || digit > 5)) return -1
    code = code * 10 + digit
  }
  if (from + 3 >= to) return 0
  const after = bytes[from + 3]
  return after === SPACE || after === DASH || after === CARRIAGE_RETURN || after === LINE_FEED
    ? code
    : -1
}

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

export const isLetter = (byte: number): boolean => {
  const letter = byte | CASE_BIT
  return letter >= 0x61 && letter <= 0x7a
}

export const capital = (byte: number): number =>
  byte >= 0x61 && byte <= 0x7a ? byte & ~CASE_BIT : byte
