import { isDigit, isLetter } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

const ARRAY = 0x2a
const BULK = 0x24
const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a
/** In the names of modules' commands: `JSON.GET`. */
const DOT = 0x2e
const MAX_DIGITS = 5
const LONGEST_COMMAND = 32

/** A command as clients of Redis send them: an array of bulk strings, the first of which is a word (RESP, Sending commands to a server). */
export const redis: Application = {
  name: 'redis',
  transport: 'tcp',
  ports: [6379],
  look: ({ bytes, from, to }) => {
    if (bytes[from] !== ARRAY) return Verdict.no
    const bulk = behindCount(bytes, from + 1, to)
    if (bulk <= 0) return bulk < 0 ? Verdict.no : Verdict.unsure
    if (bulk >= to) return Verdict.unsure
    if (bytes[bulk] !== BULK) return Verdict.no
    const word = behindCount(bytes, bulk + 1, to)
    if (word <= 0) return word < 0 ? Verdict.no : Verdict.unsure
    const length = count(bytes, bulk + 1, word)
    if (length < 1 || length > LONGEST_COMMAND) return Verdict.no
    const end = word + length
    for (let at = word; at < Math.min(to, end); at++) {
      const byte = bytes[at] ?? 0
      if (!isLetter(byte) && byte !== DOT) return Verdict.no
    }
    if (end >= to) return Verdict.unsure
    return bytes[end] === CARRIAGE_RETURN ? Verdict.done : Verdict.no
  },
}

/** Behind the line end of the digits at `from`; 0: it is not there yet; -1: these are no digits, or too many. */
const behindCount = (bytes: Uint8Array, from: number, to: number): number => {
  let at = from
  while (at < to && isDigit(bytes[at] ?? 0)) at++
  if (at - from > MAX_DIGITS) return -1
  if (at >= to) return 0
  if (at === from || bytes[at] !== CARRIAGE_RETURN) return -1
  if (at + 1 >= to) return 0
  return bytes[at + 1] === LINE_FEED ? at + 2 : -1
}

const count = (bytes: Uint8Array, from: number, behind: number): number => {
  let value = 0
  for (let at = from; at < behind - 2; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30
  return value
}
