import {
  indexOfByte,
  indexOfWord,
  isDigit,
  isText,
  lineFeed,
  replyCode,
} from '../../../wire/text-line.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'
import { type LineCommands, lookAtCommands } from './line-commands.ts'

const SERVICE_READY = 220
const DOT = 0x2e
const SPACE = 0x20
/** `220` and what separates it from the text. */
const CODE_LENGTH = 4

/** RFC 5321, 4.1.1; STARTTLS: RFC 3207; AUTH: RFC 4954. Ports: RFC 5321, 4.5.4.2; RFC 6409; 2525 by custom. */
const commands: LineCommands = {
  ports: [25, 587, 2525],
  own: ['EHLO', 'HELO', 'MAIL FROM:'],
  shared: ['NOOP', 'RSET', 'VRFY', 'HELP'],
  upgrade: ['STARTTLS'],
  last: ['MAIL', 'AUTH', 'QUIT'],
}

/** SMTP: greeting and replies of the server, commands of the client. The greeting's first word is the server's name (RFC 5321, 4.2). */
export const smtp: Application = {
  name: 'smtp',
  transport: 'tcp',
  ports: commands.ports,
  look: (payload, facts) =>
    isDigit(payload.bytes[payload.from] ?? 0)
      ? lookAtReply(payload, facts)
      : lookAtCommands(payload, facts, commands),
}

/** Other ports have greetings like this too (FTP): there the word SMTP must be in it, or the client's command decides. */
const lookAtReply = ({ bytes, from, to, serverPort }: Payload, facts: Facts): Verdict => {
  const code = replyCode(bytes, from, to)
  if (code < 0) return Verdict.no
  if (code === 0) return Verdict.unsure
  const end = lineFeed(bytes, from, to)
  if (!isText(bytes, from, end < 0 ? to : end)) return Verdict.no
  if (end < 0) return Verdict.unsure
  const isOnPort = commands.ports.includes(serverPort)
  if (code !== SERVICE_READY) return isOnPort ? Verdict.next : Verdict.unsure
  if (!isOnPort && indexOfWord(bytes, from, end, 'SMTP') < 0) return Verdict.unsure
  const name = from + CODE_LENGTH
  const nameEnd = indexOfByte(bytes, name, end, SPACE)
  if (nameEnd > 0 && indexOfByte(bytes, name, nameEnd, DOT) >= 0) facts.name(bytes, name, nameEnd)
  return Verdict.next
}
