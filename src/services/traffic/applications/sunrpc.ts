import { i32 } from '../../../wire/bytes.ts'
import { type Application, type Payload, Verdict } from './application.ts'

/** RFC 5531, 9: transaction, call or reply; of a call the version of RPC, program, its version, procedure, credentials. */
const TYPE = 4
const CALL = 0
const VERSION = 8
const RPC_VERSION = 2
const PROGRAM = 12
const PROGRAM_VERSION = 16
const MAX_PROGRAM_VERSION = 8
const PROCEDURE = 20
const MAX_PROCEDURE = 64
/** AUTH_NONE, AUTH_SYS, AUTH_SHORT, AUTH_DH and RPCSEC_GSS (RFC 5531, 8.2 and 14). */
const FLAVOR = 24
const LAST_FLAVOR = 6
const CALL_LENGTH = 40
/** Over TCP: whether this is the last fragment of a record, and its length (RFC 5531, 11). */
const RECORD_MARK = 4
const LAST_FRAGMENT = 0x80000000 | 0
const MAX_RECORD = 1 << 21

/** RFC 5531, 13: of Sun, now of IANA. */
const FIRST_PROGRAM = 100000
const LAST_PROGRAM = 100999
/** NFS, its mounts, locks, states and access lists (RFC 1813). */
const NFS_PROGRAMS: readonly number[] = [100003, 100005, 100021, 100024, 100227]

const UNSURE = 0
const NONE = -1

/** NFS, and what belongs to it, on whatever port it is. */
export const nfs: Application = {
  name: 'nfs',
  transport: 'both',
  ports: [2049],
  look: (payload) => verdict(calledProgram(payload), true),
}

/** Other programs of ONC RPC, among them the one that tells their ports. */
export const sunrpc: Application = {
  name: 'sunrpc',
  transport: 'both',
  ports: [111],
  look: (payload) => verdict(calledProgram(payload), false),
}

const verdict = (program: number, isNfs: boolean): Verdict => {
  if (program === UNSURE) return Verdict.unsure
  return program !== NONE && NFS_PROGRAMS.includes(program) === isNfs ? Verdict.done : Verdict.no
}

/** The program that a call asks; UNSURE, NONE. */
const calledProgram = ({ bytes, from, to, isTcp }: Payload): number => {
  const at = isTcp ? from + RECORD_MARK : from
  if (isTcp) {
    if ((bytes[from] ?? 0) !== LAST_FRAGMENT >>> 24) return NONE
    if (at + CALL_LENGTH > to) return UNSURE
    const length = i32(bytes, from) ^ LAST_FRAGMENT
    if (length < CALL_LENGTH || length > MAX_RECORD) return NONE
  } else if (at + CALL_LENGTH > to) return NONE
  const program = i32(bytes, at + PROGRAM)
  const isCall =
    i32(bytes, at + TYPE) === CALL &&
    i32(bytes, at + VERSION) === RPC_VERSION &&
    program >= FIRST_PROGRAM &&
    program <= LAST_PROGRAM &&
    isBelow(bytes, at + PROGRAM_VERSION, MAX_PROGRAM_VERSION) &&
    isBelow(bytes, at + PROCEDURE, MAX_PROCEDURE) &&
    isBelow(bytes, at + FLAVOR, LAST_FLAVOR + 1)
  return isCall ? program : NONE
}

const isBelow = (bytes: Uint8Array, at: number, bound: number): boolean =>
  i32(bytes, at) >= 0 && i32(bytes, at) < bound
