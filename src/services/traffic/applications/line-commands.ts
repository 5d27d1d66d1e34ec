import {
  beginsAnyCase,
  capital,
  isDigit,
  isLetter,
  lineFeed,
  Match,
} from '../../../wire/text-line.ts'
import { type Facts, type Payload, Verdict } from './application.ts'

/** The commands, in capitals, of a protocol whose client speaks in lines; a word counts where no letter or digit follows it. */
export type LineCommands = {
  readonly ports: readonly number[]
  /** Nobody else says these: they tell the protocol on any port. */
  readonly own: readonly string[]
  /** Others say these too, or some that look like them. */
  readonly shared: readonly string[]
  /** Asks for TLS on this connection. */
  readonly upgrade: readonly string[]
  /** After these TLS is not asked for any more, and what follows may be anything. */
  readonly last: readonly string[]
  /** Whether a word that the client chose stands before each command (RFC 9051, 2.2.1). */
  readonly isTagged?: true
}

/** A line without an end that is shorter may yet become a command: no command is longer. */
const LONGEST_COMMAND = 12
const LONGEST_TAG = 32
const SPACE = 0x20
const DASH = 0x2d
const DOT = 0x2e

/**
 * What a client said, line after line. Raises the detail `STARTTLS`. Behind the first line nothing is refused: it may be an answer that
 * only the two of them understand (RFC 4954, 4).
 */
export const lookAtCommands = (payload: Payload, facts: Facts, of: LineCommands): Verdict => {
  const { bytes, from, to } = payload
  if (!isLetter(bytes[from] ?? 0) && !of.isTagged) return Verdict.no
  let isCertain = of.ports.includes(payload.serverPort)
  for (let at = from; at < to; ) {
    const word = of.isTagged ? behindTag(bytes, at, to) : at
    if (word < 0 && at === from) return Verdict.no
    const isOwn = isAmong(bytes, word, to, of.own)
    const isLast = isAmong(bytes, word, to, of.last)
    const isUpgrade = isAmong(bytes, word, to, of.upgrade)
    if (at === from && !isOwn && !isLast && !isUpgrade && !isAmong(bytes, word, to, of.shared))
      return to - word < LONGEST_COMMAND && lineFeed(bytes, word, to) < 0
        ? Verdict.unsure
        : Verdict.no
    const feed = lineFeed(bytes, at, to)
    if (feed < 0) return isCertain ? Verdict.more : Verdict.unsure
    if (isOwn) isCertain = true
    if (isCertain && isUpgrade) {
      facts.detail('STARTTLS')
      return Verdict.secures
    }
    if (isCertain && isLast) return Verdict.done
    at = feed + 1
  }
  return isCertain ? Verdict.next : Verdict.unsure
}

const isAmong = (
  bytes: Uint8Array,
  from: number,
  to: number,
  words: readonly string[],
): boolean => {
  if (from < 0 || from >= to) return false
  const first = capital(bytes[from] ?? 0)
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word.charCodeAt(0) === first && isCommand(bytes, from, to, word)) return true
  }
  return false
}

const isCommand = (bytes: Uint8Array, from: number, to: number, word: string): boolean => {
  if (beginsAnyCase(bytes, from, to, word) !== Match.whole) return false
  const after = from + word.length
  return after >= to || !(isLetter(bytes[after] ?? 0) || isDigit(bytes[after] ?? 0))
}

/** Where the command begins; `to`: not yet; -1: there is no tag. */
const behindTag = (bytes: Uint8Array, from: number, to: number): number => {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte === SPACE && at > from) return at + 1
    if (at - from === LONGEST_TAG) return -1
    if (!isLetter(byte) && !isDigit(byte) && byte !== DOT && byte !== DASH) return -1
  }
  return to
}
