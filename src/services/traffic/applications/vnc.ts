import { begins, isDigit, Match } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

const PREFIX = 'RFB '
/** `003.008` and a line feed. */
const VERSION_LENGTH = 7
const DOT = 3
const LINE_FEED = 0x0a

/** The version of the remote framebuffer protocol, which each side says first (RFC 6143, 7.1.1). Raises it. */
export const vnc: Application = {
  name: 'vnc',
  transport: 'tcp',
  ports: [5900, 5901],
  look: ({ bytes, from, to }, facts) => {
    const match = begins(bytes, from, to, PREFIX)
    if (match === Match.no) return Verdict.no
    const version = from + PREFIX.length
    const end = version + VERSION_LENGTH
    if (end >= to) return Verdict.unsure
    if (!isVersion(bytes, version) || bytes[end] !== LINE_FEED) return Verdict.no
    facts.detailOf(bytes, version, end)
    return Verdict.done
  },
}

const isVersion = (bytes: Uint8Array, at: number): boolean => {
  for (let i = 0; i < VERSION_LENGTH; i++) {
    const byte = bytes[at + i] ?? 0
    if (i === DOT ? byte !== 0x2e : !isDigit(byte)) return false
  }
  return true
}
