import { begins, indexOfWord, isText, lineFeed, Match } from '../../../wire/text-line.ts'
import { type Application, type Payload, Verdict } from './application.ts'
import { type LineCommands, lookAtCommands } from './line-commands.ts'

const PLUS = 0x2b
const MINUS = 0x2d
const OK = '+OK'
const ERR = '-ERR'

/** RFC 1939, 5 to 7; STLS: RFC 2595, 4; CAPA: RFC 2449; AUTH: RFC 5034. */
const commands: LineCommands = {
  ports: [110],
  own: ['CAPA', 'UIDL', 'APOP'],
  shared: ['STAT', 'LIST', 'RETR', 'DELE', 'NOOP', 'RSET', 'TOP', 'AUTH'],
  upgrade: ['STLS'],
  last: ['USER', 'PASS', 'AUTH PLAIN', 'AUTH LOGIN', 'QUIT'],
}

/** POP3: `+OK` and `-ERR` (RFC 1939, 3), which Redis answers too: off its port the greeting must name POP, or the client's command decides. */
export const pop3: Application = {
  name: 'pop3',
  transport: 'tcp',
  ports: commands.ports,
  look: (payload, facts) => {
    const first = payload.bytes[payload.from]
    return first === PLUS || first === MINUS
      ? lookAtReply(payload)
      : lookAtCommands(payload, facts, commands)
  },
}

const lookAtReply = ({ bytes, from, to, serverPort }: Payload): Verdict => {
  const match = begins(bytes, from, to, bytes[from] === PLUS ? OK : ERR)
  if (match === Match.no) return Verdict.no
  const end = lineFeed(bytes, from, to)
  if (!isText(bytes, from, end < 0 ? to : end)) return Verdict.no
  if (end < 0) return Verdict.unsure
  if (commands.ports.includes(serverPort)) return Verdict.next
  return indexOfWord(bytes, from, end, 'POP') >= 0 ? Verdict.next : Verdict.unsure
}
