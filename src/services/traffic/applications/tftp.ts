import { u16 } from '../../../wire/bytes.ts'
import { beginsAnyCase, indexOfByte, isText, Match } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 1350, 5. */
const READ = 1
const WRITE = 2
const OPCODE_LENGTH = 2
const MODES = ['OCTET\0', 'NETASCII\0', 'MAIL\0'] as const

/** The request to read or write a file, which names a mode and may have options (RFC 2347). What follows goes between other ports. */
export const tftp: Application = {
  name: 'tftp',
  transport: 'udp',
  ports: [69],
  look: ({ bytes, from, to }, facts) => {
    if (from + OPCODE_LENGTH >= to || bytes[to - 1] !== 0) return Verdict.no
    const opcode = u16(bytes, from)
    if (opcode !== READ && opcode !== WRITE) return Verdict.no
    const file = from + OPCODE_LENGTH
    const end = indexOfByte(bytes, file, to, 0)
    if (end <= file || !isText(bytes, file, end) || !isMode(bytes, end + 1, to)) return Verdict.no
    facts.detail(opcode === READ ? 'read' : 'write')
    return Verdict.done
  },
}

const isMode = (bytes: Uint8Array, at: number, to: number): boolean => {
  for (let i = 0; i < MODES.length; i++) {
    if (beginsAnyCase(bytes, at, to, MODES[i] ?? '') === Match.whole) return true
  }
  return false
}
