import {
  begins,
  beginsWithOne,
  indexOfByte,
  isDigit,
  isText,
  Match,
} from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

const LESS = 0x3c
const GREATER = 0x3e
const SPACE = 0x20
const DASH = 0x2d
/** RFC 5424, 6.2.1: three digits, 191 at most. */
const MAX_DIGITS = 3
const LAST_PRIORITY = 191
/** RFC 6587, 3.4.1: over TCP the length of the message and a space may go before it. */
const MAX_LENGTH_DIGITS = 5
/** RFC 3164, 4.1.2. */
const MONTHS = [
  'Jan ',
  'Feb ',
  'Mar ',
  'Apr ',
  'May ',
  'Jun ',
  'Jul ',
  'Aug ',
  'Sep ',
  'Oct ',
  'Nov ',
  'Dec ',
] as const
/** A month and a space, or the year of a date and what follows it. */
const TIME_LENGTH = 5
/** What is looked at of a message without a known time. */
const TEXT_LENGTH = 64

/** Syslog: a priority, then a version or a time (RFC 5424, 6; RFC 3164, 4.1; RFC 3339 dates, as rsyslog forwards them), or on its port any text. */
export const syslog: Application = {
  name: 'syslog',
  transport: 'both',
  ports: [514, 601],
  look: ({ bytes, from, to, isTcp, serverPort }) => {
    const at = isTcp ? behindLength(bytes, from, to) : from
    if (at === to) return Verdict.unsure
    if (bytes[at] !== LESS) return Verdict.no
    const behind = Math.min(to, at + MAX_DIGITS + 2)
    const end = indexOfByte(bytes, at, behind, GREATER)
    if (end === at + 1 || !isPriority(bytes, at + 1, end < 0 ? behind : end)) return Verdict.no
    const time = end + 1
    if (end < 0 || time + TIME_LENGTH > to) return isTcp ? Verdict.unsure : Verdict.no
    if (isTime(bytes, time, to)) return Verdict.done
    const isOnPort = !isTcp && syslog.ports.includes(serverPort)
    return isOnPort && isText(bytes, time, Math.min(to, time + TEXT_LENGTH))
      ? Verdict.done
      : Verdict.no
  },
}

/** `to` where it may yet be whole. */
const behindLength = (bytes: Uint8Array, from: number, to: number): number => {
  let at = from
  while (at < to && at - from < MAX_LENGTH_DIGITS && isDigit(bytes[at] ?? 0)) at++
  if (at === to) return to
  return at > from && bytes[at] === SPACE ? at + 1 : from
}

const isPriority = (bytes: Uint8Array, from: number, to: number): boolean => {
  let priority = 0
  for (let at = from; at < to; at++) {
    if (!isDigit(bytes[at] ?? 0)) return false
    priority = priority * 10 + (bytes[at] ?? 0) - 0x30
  }
  return priority <= LAST_PRIORITY
}

const isTime = (bytes: Uint8Array, at: number, to: number): boolean => {
  const isDate = isDigit(bytes[at + 3] ?? 0) && bytes[at + 4] === DASH
  if (begins(bytes, at, to, '20') === Match.whole) return isDate
  if (begins(bytes, at, to, '1 ') === Match.whole)
    return isDigit(bytes[at + 2] ?? 0) || bytes[at + 2] === DASH
  return beginsWithOne(bytes, at, to, MONTHS) === Match.whole
}
