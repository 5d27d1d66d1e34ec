import { u8 } from '../../../wire/bytes.ts'
import { begins, beginsWithOne, Match } from '../../../wire/text-line.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'

/** RFC 9110, 9.3; RFC 5789; and those of WebDAV (RFC 4918) and UPnP that are met. */
const METHODS = [
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'CONNECT',
  'TRACE',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
  'REPORT',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'NOTIFY',
] as const
const LONGEST_METHOD = 11
const ANSWER = 'HTTP/1.'
const PREFACE = 'PRI * HTTP/2.0'
const SPACE = 0x20
const TAB = 0x09
const COLON = 0x3a
const SLASH = 0x2f
const AT_SIGN = 0x40
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const OPENING_BRACKET = 0x5b
const CLOSING_BRACKET = 0x5d
/** Whoever has not said a host in so many bytes of a head will not. */
const MAX_HEAD = 8_192

/** RFC 9112: what is asked of whom, and how it was answered. Later requests of the connection are counted too. */
export const http: Application = {
  name: 'http',
  transport: 'tcp',
  ports: [80, 8080, 8000, 8008, 8081, 8088, 8888, 3128, 591, 631],
  look: (payload, facts) => {
    const { bytes, from, to } = payload
    const first = u8(bytes, from)
    if (!isCapital(first)) return Verdict.no
    const answer = begins(bytes, from, to, ANSWER)
    if (answer === Match.whole) return tellAnswer(payload, facts)
    const preface = begins(bytes, from, to, PREFACE)
    if (preface === Match.whole) {
      facts.detail('HTTP/2')
      return Verdict.done
    }
    if (beginsWithOne(bytes, from, to, METHODS) === Match.whole) return tellRequest(payload, facts)
    const isTooShort = to - from < PREFACE.length
    const mayBe = answer === Match.soFar || preface === Match.soFar
    return isTooShort && (mayBe || beginsWithOne(bytes, from, to, METHODS) === Match.soFar)
      ? Verdict.unsure
      : Verdict.no
  },
  follows: true,
  followsWhere: (first) => isCapital(first),
}

/** Every method, and an answer, begin with one. */
const isCapital = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a

const tellAnswer = ({ bytes, from, to }: Payload, facts: Facts): Verdict => {
  const status = from + ANSWER.length + 2
  if (status + 3 > to) return Verdict.more
  for (let i = 0; i < 3; i++) if (!isDigit(u8(bytes, status + i))) return Verdict.no
  facts.detailOf(bytes, status, status + 3)
  return Verdict.done
}

const tellRequest = (payload: Payload, facts: Facts): Verdict => {
  const { bytes, from, to, isCut } = payload
  const method = indexOf(bytes, from, Math.min(to, from + LONGEST_METHOD + 1), SPACE)
  if (method < 0) return to - from > LONGEST_METHOD ? Verdict.no : Verdict.unsure
  if (!isMethod(bytes, from, method)) return Verdict.no
  const end = lineEnd(bytes, from, to)
  if (end < 0)
    return to - from > MAX_HEAD || isCut ? whole(payload, facts, method, to) : Verdict.more
  if (!isRequestLine(bytes, method, end)) return Verdict.no
  return whole(payload, facts, method, end)
}

const isMethod = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (const method of METHODS)
    if (method.length === to - from && begins(bytes, from, to, method) === Match.whole) return true
  return false
}

/** A request whose first line ends at `end`: its host is in the Host line, else in the target. */
const whole = (
  { bytes, from, to, isCut }: Payload,
  facts: Facts,
  method: number,
  end: number,
): Verdict => {
  let at = end
  while (at >= 0 && at < to) {
    const start = at + 1
    at = lineEnd(bytes, start, to)
    const last = at < 0 ? to : at
    if (isBlank(bytes, start, last) && at >= 0) break
    if (!isHostLine(bytes, start, last)) continue
    if (at < 0 && !isCut && to - from < MAX_HEAD) return Verdict.more
    facts.detailOf(bytes, from, method)
    if (at >= 0) tellHost(bytes, start + HOST.length, last, facts) // else its end may be missing
    return Verdict.done
  }
  if (at < 0 && !isCut && to - from < MAX_HEAD) return Verdict.more
  facts.detailOf(bytes, from, method)
  if (end < to) tellTarget(bytes, method + 1, end, facts)
  return Verdict.done
}

const HOST = 'HOST:'

const isHostLine = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (to - from < HOST.length) return false
  for (let i = 0; i < HOST.length; i++)
    if ((u8(bytes, from + i) & 0xdf) !== (HOST.charCodeAt(i) & 0xdf)) return false
  return true
}

/** The host without its port; blanks around it are no part of it. */
const tellHost = (bytes: Uint8Array, from: number, to: number, facts: Facts): void => {
  let start = from
  while (start < to && isSpace(u8(bytes, start))) start++
  let end = start
  if (start < to && u8(bytes, start) === OPENING_BRACKET) {
    const close = indexOf(bytes, start, to, CLOSING_BRACKET)
    if (close > 0) facts.name(bytes, start + 1, close)
    return
  }
  while (end < to && !isSpace(u8(bytes, end)) && !endsHost(u8(bytes, end))) end++
  facts.name(bytes, start, end)
}

/** `http://host/…` of a proxy, or `host:port` of CONNECT; a path has no host. */
const tellTarget = (bytes: Uint8Array, from: number, to: number, facts: Facts): void => {
  if (u8(bytes, from) === SLASH) return
  const scheme = indexOf(bytes, from, Math.min(to, from + 8), COLON)
  const isUrl = scheme > 0 && u8(bytes, scheme + 1) === SLASH && u8(bytes, scheme + 2) === SLASH
  if (!isUrl && indexOf(bytes, from, to, COLON) < 0) return // `*`, or what is no target
  const start = isUrl ? scheme + 3 : from
  const user = indexOf(bytes, start, to, AT_SIGN)
  const hasUser = user > 0 && indexOf(bytes, start, user, SLASH) < 0
  tellHost(bytes, hasUser ? user + 1 : start, to, facts)
}

/** Whether the line that ends at `end` says at its end which HTTP it speaks. */
const isRequestLine = (bytes: Uint8Array, method: number, end: number): boolean => {
  let last = end
  while (last > method && isSpace(u8(bytes, last - 1))) last--
  const version = last - ANSWER.length - 1
  return version > method && begins(bytes, version, last, ANSWER) === Match.whole
}

const indexOf = (bytes: Uint8Array, from: number, to: number, byte: number): number => {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return at
  return -1
}

const lineEnd = (bytes: Uint8Array, from: number, to: number): number =>
  indexOf(bytes, from, to, LINE_FEED)

const isBlank = (bytes: Uint8Array, from: number, to: number): boolean =>
  to === from || (to === from + 1 && u8(bytes, from) === CARRIAGE_RETURN)

const isSpace = (byte: number): boolean =>
  byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN

const endsHost = (byte: number): boolean => byte === COLON || byte === SLASH

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
