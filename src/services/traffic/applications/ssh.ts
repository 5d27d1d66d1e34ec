import { begins, indexOfByte, isDigit, Match } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

const BANNER = 'SSH-'
const DASH = 0x2d
const DOT = 0x2e
/** `2.0`, `1.99`, `1.5`. */
const LONGEST_VERSION = 4

/** The identification string that each side sends first: `SSH-protoversion-softwareversion` (RFC 4253, 4.2). */
export const ssh: Application = {
  name: 'ssh',
  transport: 'tcp',
  ports: [22],
  look: ({ bytes, from, to }, facts) => {
    const match = begins(bytes, from, to, BANNER)
    if (match === Match.no) return Verdict.no
    if (match === Match.soFar) return Verdict.unsure
    const version = from + BANNER.length
    const end = indexOfByte(bytes, version, Math.min(to, version + LONGEST_VERSION + 1), DASH)
    if (end < 0) return to - version > LONGEST_VERSION ? Verdict.no : Verdict.unsure
    if (!isVersion(bytes, version, end)) return Verdict.no
    facts.detailOf(bytes, version, end)
    return Verdict.done
  },
}

const isVersion = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (to - from < 3 || bytes[from + 1] !== DOT) return false
  for (let at = from; at < to; at++) {
    if (at !== from + 1 && !isDigit(bytes[at] ?? 0)) return false
  }
  return true
}
