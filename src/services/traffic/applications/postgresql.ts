import { i32, u8 } from '../../../wire/bytes.ts'
import { isLetter } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

/** PostgreSQL, Message Formats: the first message has no type, but a length, which counts itself, and a code. */
const HEADER_LENGTH = 8
const STARTUP = 0x00030000
/** Protocol 3.2, since PostgreSQL 18. */
const STARTUP_2 = 0x00030002
const CANCEL = 80877102
const CANCEL_LENGTH = 16
const TLS = 80877103
const GSSAPI = 80877104
/** MAX_STARTUP_PACKET_LENGTH of the server. */
const LONGEST_STARTUP = 10000
/** Of the names of parameters: `user`, `database`, `application_name`, … */
const SHORTEST_NAME = 4

/** The first message of a client: TLS, GSSAPI, the end of a query, or the parameters of a session. */
export const postgresql: Application = {
  name: 'postgresql',
  transport: 'tcp',
  ports: [5432],
  look: ({ bytes, from, to }) => {
    if (u8(bytes, from) !== 0) return Verdict.no
    if (from + HEADER_LENGTH > to) return Verdict.unsure
    const length = i32(bytes, from)
    switch (i32(bytes, from + 4)) {
      case TLS:
        return length === HEADER_LENGTH ? Verdict.secures : Verdict.no
      case GSSAPI:
        return length === HEADER_LENGTH ? Verdict.done : Verdict.no
      case CANCEL:
        return length === CANCEL_LENGTH ? Verdict.done : Verdict.no
      case STARTUP:
      case STARTUP_2:
        if (length <= HEADER_LENGTH || length > LONGEST_STARTUP) return Verdict.no
        return lookAtParameters(bytes, from + HEADER_LENGTH, Math.min(to, from + length))
      default:
        return Verdict.no
    }
  },
}

const lookAtParameters = (bytes: Uint8Array, at: number, to: number): Verdict => {
  for (let i = 0; i < SHORTEST_NAME; i++) {
    if (at + i >= to) return Verdict.unsure
    if (!isLetter(u8(bytes, at + i))) return Verdict.no
  }
  return Verdict.done
}
