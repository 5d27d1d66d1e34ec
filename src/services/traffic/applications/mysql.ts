import { u8 } from '../../../wire/bytes.ts'
import { indexOfByte, isDigit, isText } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

/** MySQL's client/server protocol, Packets: length (three bytes, little-endian) and number; then Protocol::HandshakeV10. */
const PACKET_HEADER = 4
const NUMBER = 3
const HANDSHAKE_VERSION = 10
const VERSION = 5
const LONGEST_VERSION = 64
/** Behind the version's end: connection id, the first part of the challenge, and a zero. */
const FILLER = 13
/** Behind that: capabilities, character set, status, capabilities, length of the challenge; then zeros, whose last four MariaDB uses. */
const RESERVED = FILLER + 9
const RESERVED_LENGTH = 6
const LONGEST_GREETING = 512

/** The greeting of a MySQL or MariaDB server, which speaks first. */
export const mysql: Application = {
  name: 'mysql',
  transport: 'tcp',
  ports: [3306],
  look: ({ bytes, from, to }) => {
    if (from + VERSION > to) return Verdict.unsure
    if (u8(bytes, from + NUMBER) !== 0 || u8(bytes, from + PACKET_HEADER) !== HANDSHAKE_VERSION)
      return Verdict.no
    const length = u8(bytes, from) | (u8(bytes, from + 1) << 8) | (u8(bytes, from + 2) << 16)
    if (length > LONGEST_GREETING || length + PACKET_HEADER < to - from) return Verdict.no
    if (length + PACKET_HEADER > to - from) return Verdict.unsure
    const version = from + VERSION
    const end = indexOfByte(bytes, version, Math.min(to, version + LONGEST_VERSION), 0)
    if (end <= version || end + RESERVED + RESERVED_LENGTH > to) return Verdict.no
    if (!isDigit(u8(bytes, version)) || !isText(bytes, version, end)) return Verdict.no
    if (u8(bytes, end + FILLER) !== 0) return Verdict.no
    for (let i = 0; i < RESERVED_LENGTH; i++) {
      if (u8(bytes, end + RESERVED + i) !== 0) return Verdict.no
    }
    return Verdict.done
  },
}
