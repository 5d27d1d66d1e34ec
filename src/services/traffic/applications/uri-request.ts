import {
  begins,
  beginsWithOne,
  indexOfByte,
  isDigit,
  isLetter,
  Match,
} from '../../../wire/text-line.ts'
import { type Facts, type Payload, Verdict } from './application.ts'

/** What begins the messages of SIP and RTSP: `METHOD scheme:…` or `VERSION 200 …`. */
export type UriProtocol = {
  readonly ports: readonly number[]
  readonly methods: readonly string[]
  readonly schemes: readonly string[]
  /** Each with the space behind it. */
  readonly versions: readonly string[]
}

const SPACE = 0x20
const AT_SIGN = 0x40
const STATUS_LENGTH = 3
/** A method, and a URI's host with what goes before it: more is not looked at. */
const LONGEST_METHOD = 16
const LONGEST_AUTHORITY = 512
const KEEP_ALIVE: readonly number[] = [0x0d, 0x0a, 0]
const COLON = 0x3a
/** What ends the authority of a URI (RFC 3986, 3.2; RFC 3261, 19.1.1). */
const AUTHORITY_ENDS: readonly number[] = [SPACE, 0x2f, 0x3b, 0x3f, 0x3e, 0x0d, 0x0a]

/** Raises the method or the status, and the host of the URI as the name where it is not an address. */
export const lookAtMessage = (payload: Payload, facts: Facts, of: UriProtocol): Verdict => {
  const { bytes, to, isTcp } = payload
  const isOnPort = of.ports.includes(payload.serverPort)
  const from = isOnPort ? behindKeepAlive(bytes, payload.from, to) : payload.from
  if (from === to) return Verdict.unsure
  if (!isLetter(bytes[from] ?? 0)) return Verdict.no
  const space = indexOfByte(bytes, from, Math.min(to, from + LONGEST_METHOD + 1), SPACE)
  if (space < 0)
    return isTcp && to - from <= LONGEST_METHOD && mayBegin(bytes, from, to, of)
      ? Verdict.unsure
      : Verdict.no
  const next = space + 1
  if (isAmong(bytes, from, next, of.versions)) {
    if (next + STATUS_LENGTH >= to) return isTcp ? Verdict.unsure : Verdict.no
    if (!isStatus(bytes, next)) return Verdict.no
    facts.detailOf(bytes, next, next + STATUS_LENGTH)
    return Verdict.done
  }
  if (!isAmong(bytes, from, space, of.methods)) return Verdict.no
  for (let i = 0; i < of.schemes.length; i++) {
    const scheme = of.schemes[i] ?? ''
    const match = begins(bytes, next, to, scheme)
    if (match === Match.soFar && isTcp) return Verdict.unsure
    if (match !== Match.whole) continue
    facts.detailOf(bytes, from, space)
    nameHost(bytes, next + scheme.length, to, facts)
    return Verdict.done
  }
  return Verdict.no
}

/** Before a message, and instead of one, line ends and zeros keep a way through NAT open (RFC 3261, 7.5; RFC 5626, 4.4.1). */
const behindKeepAlive = (bytes: Uint8Array, from: number, to: number): number => {
  let at = from
  while (at < to && KEEP_ALIVE.includes(bytes[at] ?? 0)) at++
  return at
}

const mayBegin = (bytes: Uint8Array, from: number, to: number, of: UriProtocol): boolean =>
  beginsWithOne(bytes, from, to, of.methods) !== Match.no ||
  beginsWithOne(bytes, from, to, of.versions) === Match.soFar

/** Whether [from, to) is one of the words. */
const isAmong = (
  bytes: Uint8Array,
  from: number,
  to: number,
  words: readonly string[],
): boolean => {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word.length === to - from && begins(bytes, from, to, word) === Match.whole) return true
  }
  return false
}

const isStatus = (bytes: Uint8Array, at: number): boolean =>
  isDigit(bytes[at] ?? 0) &&
  isDigit(bytes[at + 1] ?? 0) &&
  isDigit(bytes[at + 2] ?? 0) &&
  bytes[at + STATUS_LENGTH] === SPACE

const nameHost = (bytes: Uint8Array, from: number, to: number, facts: Facts): void => {
  let host = from
  let end = -1
  const limit = Math.min(to, from + LONGEST_AUTHORITY)
  for (let at = from; at < limit; at++) {
    const byte = bytes[at] ?? 0
    if (byte === AT_SIGN) {
      host = at + 1
      end = -1
    } else if (byte === COLON && end < 0) end = at
    else if (AUTHORITY_ENDS.includes(byte)) {
      if (end < 0) end = at
      break
    }
  }
  if (end > host && !isDigit(bytes[end - 1] ?? 0)) facts.name(bytes, host, end)
}
