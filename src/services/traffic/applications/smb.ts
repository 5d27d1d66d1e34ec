import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { type Application, type Facts, Verdict } from './application.ts'

/** RFC 1002, 4.3.1: type, flags and 17 bits of length; without NetBIOS 24 bits of length (MS-SMB2, 2.1). */
const SESSION_HEADER = 4
const SESSION_MESSAGE = 0
const SESSION_REQUEST = 0x81
const SESSION_ANSWER = 0x82
/** Two names of 34 bytes (RFC 1002, 4.3.2). */
const REQUEST_LENGTH = 68

const SMB1 = 0xff534d42 | 0
const SMB2 = 0xfe534d42 | 0
const ENCRYPTED = 0xfd534d42 | 0
const COMPRESSED = 0xfc534d42 | 0

/** MS-CIFS, 2.2.3.1. */
const SMB1_HEADER = 32
const SMB1_COMMAND = 4
const SMB1_NEGOTIATE = 0x72
const SMB1_FLAGS = 9
const SMB1_ANSWER = 0x80
/** MS-SMB2, 2.2.1.2: numbers are little-endian, 64 is the header's own size. */
const SMB2_HEADER = 64
const SMB2_SIZE = 4
const SMB2_COMMAND = 12
const SMB2_NEGOTIATE = 0
const SMB2_FLAGS = 16
const SMB2_ANSWER = 1
/** In the answer to NEGOTIATE (MS-SMB2, 2.2.4). The second asks a client that began with SMB1 to negotiate again. */
const SMB2_DIALECT = SMB2_HEADER + 4
const SMB3_DIALECTS = 0x0300
const ANY_SMB2 = 0x02ff

/** SMB over TCP, with or without NetBIOS. Raises the family that was agreed on: `SMB1`, `SMB2` or `SMB3`. */
export const smb: Application = {
  name: 'smb',
  transport: 'tcp',
  ports: [445, 139],
  look: ({ bytes, from, to }, facts) => {
    const at = behindSession(bytes, from, to)
    if (at === to) return Verdict.unsure
    if (u8(bytes, at) !== SESSION_MESSAGE) return Verdict.no
    const message = at + SESSION_HEADER
    if (message + 4 > to) return Verdict.unsure
    const length = i32(bytes, at)
    const magic = i32(bytes, message)
    if (magic === SMB1 && length >= SMB1_HEADER) return lookAtSmb1(bytes, message, to, facts)
    if (magic === SMB2 && length >= SMB2_HEADER) return lookAtSmb2(bytes, message, to, facts)
    if (magic !== ENCRYPTED && magic !== COMPRESSED) return Verdict.no
    facts.detail('SMB3')
    return Verdict.done
  },
}

/** Behind what NetBIOS says before: the client the names of both, the server yes. */
const behindSession = (bytes: Uint8Array, from: number, to: number): number => {
  const type = u8(bytes, from)
  if (type !== SESSION_REQUEST && type !== SESSION_ANSWER) return from
  if (from + SESSION_HEADER > to) return to
  const length = type === SESSION_REQUEST ? REQUEST_LENGTH : 0
  if (u16(bytes, from + 2) !== length || u8(bytes, from + 1) !== 0) return from
  return Math.min(to, from + SESSION_HEADER + length)
}

const lookAtSmb1 = (bytes: Uint8Array, at: number, to: number, facts: Facts): Verdict => {
  if (at + SMB1_FLAGS >= to) return Verdict.more
  const isAnswer = (u8(bytes, at + SMB1_FLAGS) & SMB1_ANSWER) !== 0
  // A client that offers every family begins like this too (MS-SMB2, 3.3.5.3): the answer tells.
  if (u8(bytes, at + SMB1_COMMAND) === SMB1_NEGOTIATE && !isAnswer) return Verdict.next
  facts.detail('SMB1')
  return Verdict.done
}

const lookAtSmb2 = (bytes: Uint8Array, at: number, to: number, facts: Facts): Verdict => {
  if (at + SMB2_FLAGS >= to) return Verdict.more
  if (u16(bytes, at + SMB2_SIZE) !== SMB2_HEADER << 8) return Verdict.no
  if (u16(bytes, at + SMB2_COMMAND) !== SMB2_NEGOTIATE) return Verdict.done
  if ((u8(bytes, at + SMB2_FLAGS) & SMB2_ANSWER) === 0) return Verdict.next
  if (at + SMB2_DIALECT + 2 > to) return Verdict.more
  const dialect = u8(bytes, at + SMB2_DIALECT) | (u8(bytes, at + SMB2_DIALECT + 1) << 8)
  if (dialect === ANY_SMB2) return Verdict.next
  facts.detail(dialect < SMB3_DIALECTS ? 'SMB2' : 'SMB3')
  return Verdict.done
}
