import { beginsWithOne, indexOfWord, isText, lineFeed, Match } from '../../../wire/text-line.ts'
import { type Application, type Payload, Verdict } from './application.ts'
import { type LineCommands, lookAtCommands } from './line-commands.ts'

const STAR = 0x2a
const GREETINGS = ['* OK', '* PREAUTH', '* BYE', '* CAPABILITY'] as const

/** RFC 9051, 6; ID: RFC 2971. */
const commands: LineCommands = {
  ports: [143],
  own: ['CAPABILITY', 'NAMESPACE', 'AUTHENTICATE'],
  shared: ['ID', 'NOOP', 'SELECT', 'LIST', 'STATUS', 'UID', 'FETCH', 'IDLE', 'OK', 'NO', 'BAD'],
  upgrade: ['STARTTLS'],
  last: ['LOGIN', 'AUTHENTICATE', 'LOGOUT'],
  isTagged: true,
}

/** IMAP: the greeting (RFC 9051, 7.1), or a tagged command or answer. Off its port the greeting must name IMAP, or a command decides. */
export const imap: Application = {
  name: 'imap',
  transport: 'tcp',
  ports: commands.ports,
  look: (payload, facts) =>
    payload.bytes[payload.from] === STAR
      ? lookAtGreeting(payload)
      : lookAtCommands(payload, facts, commands),
}

const lookAtGreeting = ({ bytes, from, to, serverPort }: Payload): Verdict => {
  const match = beginsWithOne(bytes, from, to, GREETINGS)
  if (match === Match.no) return Verdict.no
  const end = lineFeed(bytes, from, to)
  if (!isText(bytes, from, end < 0 ? to : end)) return Verdict.no
  if (end < 0 || match === Match.soFar) return Verdict.unsure
  if (commands.ports.includes(serverPort)) return Verdict.next
  return indexOfWord(bytes, from, end, 'IMAP') >= 0 ? Verdict.next : Verdict.unsure
}
