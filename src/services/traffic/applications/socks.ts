import { i32, u8 } from '../../../wire/bytes.ts'
import { indexOfByte, isText, Match } from '../../../wire/text-line.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'

/** SOCKS 4 (and 4A): version, command, port, address, a user and, where the address is 0.0.0.x, a host; both end with a zero. */
const SOCKS_4 = 4
const USER = 8
const ADDRESS = 4
const LAST_COMMAND_4 = 2
/** With a user and a host of 255 bytes at most. */
const LONGEST_4 = USER + 2 * 256

/** RFC 1928: version, and a count of methods (3); or version, command, 0, kind of address, address, port (4). */
const SOCKS_5 = 5
const METHODS = 2
/** IANA's list; beyond it there are private ones. */
const LAST_METHOD = 9
const LAST_COMMAND_5 = 3
const KIND = 3
const IPV4 = 1
const HOST = 3
const IPV6 = 4
const DESTINATION = 4
const PORT_LENGTH = 2
/** RFC 1929: a user and a password, each with its length. */
const PASSWORD_VERSION = 1

/** SOCKS: what the client says before anything else. The host that it wants to be connected to is the name. */
export const socks: Application = {
  name: 'socks',
  transport: 'tcp',
  ports: [1080],
  look: (payload, facts) => {
    const { bytes, from, fromClient } = payload
    const first = u8(bytes, from)
    if (first === SOCKS_4 && fromClient) return lookAt4(payload, facts)
    if (first === SOCKS_5) return fromClient ? lookAt5(payload, facts) : Verdict.unsure
    return first === PASSWORD_VERSION && fromClient && isOnPort(payload)
      ? lookAt5(payload, facts)
      : Verdict.no
  },
}

const isOnPort = ({ serverPort }: Payload): boolean => socks.ports.includes(serverPort)

const lookAt4 = (payload: Payload, facts: Facts): Verdict => {
  const { bytes, from, to } = payload
  if (from + USER >= to) return Verdict.unsure
  const command = u8(bytes, from + 1)
  if (command === 0 || command > LAST_COMMAND_4) return Verdict.no
  const address = i32(bytes, from + ADDRESS)
  const hasHost = address >>> 8 === 0 && address !== 0
  if (!hasHost && !isOnPort(payload)) return Verdict.no
  const userEnd = indexOfByte(bytes, from + USER, to, 0)
  const host = userEnd + 1
  const end = hasHost && userEnd >= 0 ? indexOfByte(bytes, host, to, 0) : userEnd
  // The client waits for the answer: nothing follows the last zero.
  if (end >= 0 && end + 1 !== to) return Verdict.no
  if (!isText(bytes, from + USER, userEnd < 0 ? to : userEnd)) return Verdict.no
  if (hasHost && userEnd >= 0 && !isText(bytes, host, end < 0 ? to : end)) return Verdict.no
  if (end < 0) return to - from < LONGEST_4 ? Verdict.unsure : Verdict.no
  if (hasHost) facts.name(bytes, host, end)
  return Verdict.done
}

/** A greeting, a password and a request, as far as they are there: off the port only a greeting with a request, or a host, tells. */
const lookAt5 = (payload: Payload, facts: Facts): Verdict => {
  const { bytes, from, to } = payload
  const alone = requestMatch(bytes, from, to)
  const hasGreeting = u8(bytes, from) === SOCKS_5 && alone !== Match.whole
  const behind = hasGreeting ? behindGreeting(bytes, from, to) : from
  if (behind < 0) return Verdict.no
  const at = behindPassword(bytes, behind, to)
  if (at >= to) return at === to && isOnPort(payload) ? Verdict.next : Verdict.unsure
  const match = requestMatch(bytes, at, to)
  if (match === Match.soFar || (match === Match.no && alone === Match.soFar)) return Verdict.unsure
  if (match === Match.no) return Verdict.no
  const hasHost = u8(bytes, at + KIND) === HOST
  if (!hasHost && !hasGreeting && !isOnPort(payload)) return Verdict.no
  if (hasHost) facts.name(bytes, at + DESTINATION + 1, to - PORT_LENGTH)
  return Verdict.done
}

/** May be beyond `to`; -1: these are no methods. */
const behindGreeting = (bytes: Uint8Array, from: number, to: number): number => {
  if (from + METHODS >= to) return to + 1
  const end = from + METHODS + u8(bytes, from + 1)
  if (end === from + METHODS) return -1
  for (let at = from + METHODS; at < Math.min(end, to); at++) {
    if (u8(bytes, at) > LAST_METHOD) return -1
  }
  return end
}

/** May be beyond `to`; `at` where there is none. */
const behindPassword = (bytes: Uint8Array, at: number, to: number): number => {
  if (at >= to || u8(bytes, at) !== PASSWORD_VERSION) return at
  if (at + 2 >= to) return to + 1
  const password = at + 2 + u8(bytes, at + 1)
  return password >= to ? to + 1 : password + 1 + u8(bytes, password)
}

/** Whether a request takes [at, to), to the byte: the client waits for the answer to it. */
const requestMatch = (bytes: Uint8Array, at: number, to: number): Match => {
  if (u8(bytes, at) !== SOCKS_5) return Match.no
  if (at + DESTINATION >= to) return Match.soFar
  const command = u8(bytes, at + 1)
  if (command === 0 || command > LAST_COMMAND_5 || u8(bytes, at + 2) !== 0) return Match.no
  const end = requestEnd(bytes, at)
  if (end < to) return Match.no
  if (end > to) return Match.soFar
  const isHost = u8(bytes, at + KIND) === HOST
  return isHost && !isText(bytes, at + DESTINATION + 1, to - PORT_LENGTH) ? Match.no : Match.whole
}

/** 0: there is no such kind of address. */
const requestEnd = (bytes: Uint8Array, at: number): number => {
  const address = at + DESTINATION
  switch (u8(bytes, at + KIND)) {
    case IPV4:
      return address + 4 + PORT_LENGTH
    case IPV6:
      return address + 16 + PORT_LENGTH
    case HOST:
      return address + 1 + u8(bytes, address) + PORT_LENGTH
    default:
      return 0
  }
}
