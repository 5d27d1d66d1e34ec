import { indexOfWord, isDigit, isText, lineFeed, replyCode } from '../../../wire/text-line.ts'
import { type Application, type Payload, Verdict } from './application.ts'
import { type LineCommands, lookAtCommands } from './line-commands.ts'

const SERVICE_READY = 220
/** What only FTP answers: a password is wanted, features follow (RFC 2389), TLS may begin (RFC 4217). */
const OWN_CODES = [331, 211, 234]

/** RFC 959, 5.3; AUTH TLS: RFC 4217, 4; FEAT: RFC 2389; EPSV: RFC 2428. */
const commands: LineCommands = {
  ports: [21],
  own: ['FEAT', 'SYST', 'PASV', 'EPSV', 'MLSD', 'TYPE A', 'TYPE I'],
  shared: ['OPTS', 'NOOP', 'HELP', 'PWD', 'CWD', 'LIST', 'NLST', 'SIZE', 'PORT', 'RETR', 'STOR'],
  upgrade: ['AUTH TLS', 'AUTH SSL'],
  last: ['USER', 'PASS', 'QUIT'],
}

/** The control connection of FTP. POP3 has USER and PASS too, SMTP a greeting like this one: off its port, FTP's own words decide. */
export const ftp: Application = {
  name: 'ftp',
  transport: 'tcp',
  ports: commands.ports,
  look: (payload, facts) =>
    isDigit(payload.bytes[payload.from] ?? 0)
      ? lookAtReplies(payload)
      : lookAtCommands(payload, facts, commands),
}

const lookAtReplies = ({ bytes, from, to, serverPort }: Payload): Verdict => {
  const isOnPort = commands.ports.includes(serverPort)
  for (let at = from; at < to; ) {
    const code = replyCode(bytes, at, to)
    // Between the first and the last line of a reply anything may stand (RFC 959, 4.2).
    if (code < 0 && at === from) return Verdict.no
    const feed = lineFeed(bytes, at, to)
    const end = feed < 0 ? to : feed
    if (!isText(bytes, at, end)) return Verdict.no
    if (feed < 0) return Verdict.unsure
    if (isOnPort || (at > from && OWN_CODES.includes(code))) return Verdict.next
    if (code === SERVICE_READY && isFtpGreeting(bytes, at, end)) return Verdict.next
    at = feed + 1
  }
  return Verdict.unsure
}

const isFtpGreeting = (bytes: Uint8Array, from: number, to: number): boolean =>
  indexOfWord(bytes, from, to, 'FTP') >= 0 && indexOfWord(bytes, from, to, 'SMTP') < 0
