import {
  begins,
  beginsWithOne,
  indexOfByte,
  isText,
  lineFeed,
  Match,
} from '../../../wire/text-line.ts'
import { type Application, type Payload, Verdict } from './application.ts'

const COLON = 0x3a
const SPACE = 0x20
const LONGEST_PREFIX = 128
/** What a server says first: its welcome (RFC 2812, 5.1) or, while it looks up the client, a notice. */
const FROM_SERVER = ['001 ', 'NOTICE '] as const
const NICK = 'NICK '
const USER = 'USER '
const PASS = 'PASS '
/** IRCv3, Capability Negotiation. */
const CAPABILITIES = 'CAP LS'

/** IRC: a client that registers itself (RFC 2812, 3.1), or what the server says first. FTP and POP3 have USER and PASS, but no NICK. */
export const irc: Application = {
  name: 'irc',
  transport: 'tcp',
  ports: [6667, 6665, 6666, 6668, 6669],
  look: (payload) =>
    payload.bytes[payload.from] === COLON ? lookAtServer(payload) : lookAtClient(payload),
}

const lookAtServer = ({ bytes, from, to }: Payload): Verdict => {
  const space = indexOfByte(bytes, from, Math.min(to, from + LONGEST_PREFIX), SPACE)
  if (!isText(bytes, from, space < 0 ? Math.min(to, from + LONGEST_PREFIX) : space))
    return Verdict.no
  if (space < 0) return to - from < LONGEST_PREFIX ? Verdict.unsure : Verdict.no
  const match = beginsWithOne(bytes, space + 1, to, FROM_SERVER)
  if (match === Match.whole) return Verdict.done
  return match === Match.soFar ? Verdict.unsure : Verdict.no
}

const lookAtClient = ({ bytes, from, to, serverPort }: Payload): Verdict => {
  let hasNick = irc.ports.includes(serverPort)
  let hasUser = hasNick
  for (let at = from; at < to; ) {
    const nick = begins(bytes, at, to, NICK)
    const user = begins(bytes, at, to, USER)
    const capabilities = begins(bytes, at, to, CAPABILITIES)
    const pass = begins(bytes, at, to, PASS)
    if (capabilities === Match.whole) return Verdict.done
    if (Math.max(nick, user, capabilities, pass) === Match.no) return Verdict.no
    const end = lineFeed(bytes, at, to)
    if (end < 0) return Verdict.unsure
    if (!isText(bytes, at, end)) return Verdict.no
    if (nick === Match.whole) hasNick = true
    if (user === Match.whole) hasUser = true
    if (hasNick && hasUser) return Verdict.done
    at = end + 1
  }
  return Verdict.unsure
}
