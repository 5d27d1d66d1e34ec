import { u8 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 854, commands. */
const IAC = 255
const WILL = 251
const DONT = 254
const COMMAND_LENGTH = 3
/** The options that IANA knows, without those at the list's end (telnet-options). */
const LAST_OPTION = 49
/** Off its port: three bytes may be chance, six are not. */
const MIN_COMMANDS = 2

/** A connection that begins with the negotiation of options: IAC, WILL to DONT, option (RFC 855). */
export const telnet: Application = {
  name: 'telnet',
  transport: 'tcp',
  ports: [23],
  look: ({ bytes, from, to, serverPort }) => {
    let at = from
    let commands = 0
    while (at + COMMAND_LENGTH <= to && isNegotiation(bytes, at)) {
      commands++
      at += COMMAND_LENGTH
    }
    if (commands >= MIN_COMMANDS || (commands === 1 && serverPort === telnet.ports[0]))
      return Verdict.done
    return u8(bytes, from) === IAC && to - at < COMMAND_LENGTH ? Verdict.unsure : Verdict.no
  },
}

const isNegotiation = (bytes: Uint8Array, at: number): boolean => {
  const verb = u8(bytes, at + 1)
  return u8(bytes, at) === IAC && verb >= WILL && verb <= DONT && u8(bytes, at + 2) <= LAST_OPTION
}
