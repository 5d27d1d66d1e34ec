import { i32, u8, u16 } from '../bytes.ts'
import { type QuicVersion, quicVersion } from './quic-version.ts'

/** RFC 9000, 17.2; RFC 8999, 5.1. */
const LONG_FORM = 0x80
const FIXED_BIT = 0x40
const TYPE_SHIFT = 4
const TYPE_MASK = 3
const VERSION = 1
const DESTINATION_LENGTH = 5
const MAX_CONNECTION_ID = 20

/** A long header, as places in the datagram. */
export type QuicHeader = {
  /** Unsigned; 0: version negotiation. */
  versionNumber: number
  version: QuicVersion | undefined
  isInitial: boolean
  connectionIdFrom: number
  connectionIdTo: number
  /** Of an Initial of a known version: where the packet number begins, and where the packet ends, which may be behind what was captured. */
  numberAt: number
  end: number
}

export const createQuicHeader = (): QuicHeader => ({
  versionNumber: 0,
  version: undefined,
  isInitial: false,
  connectionIdFrom: 0,
  connectionIdTo: 0,
  numberAt: 0,
  end: 0,
})

/** Reads the long header at `from`; false: none can begin there. */
export const readQuicHeader = (
  bytes: Uint8Array,
  from: number,
  to: number,
  header: QuicHeader,
): boolean => {
  if (to - from < DESTINATION_LENGTH + 2 || (u8(bytes, from) & LONG_FORM) === 0) return false
  const first = u8(bytes, from)
  header.versionNumber = i32(bytes, from + VERSION) >>> 0
  header.version = quicVersion(header.versionNumber)
  header.isInitial = false
  header.connectionIdFrom = from + DESTINATION_LENGTH + 1
  const destination = u8(bytes, from + DESTINATION_LENGTH)
  header.connectionIdTo = header.connectionIdFrom + destination
  if (destination > MAX_CONNECTION_ID || header.connectionIdTo >= to) return false
  const source = u8(bytes, header.connectionIdTo)
  const at = header.connectionIdTo + 1 + source
  if (source > MAX_CONNECTION_ID || at > to) return false
  if (header.version === undefined) return true
  if ((first & FIXED_BIT) === 0) return false
  if (((first >> TYPE_SHIFT) & TYPE_MASK) !== header.version.initial) return true
  return readInitial(bytes, at, to, header)
}

/** Token and length (RFC 9000, 17.2.2). */
const readInitial = (bytes: Uint8Array, from: number, to: number, header: QuicHeader): boolean => {
  if (from >= to) return false
  const afterToken = endOfVarint(bytes, from)
  if (afterToken > to) return false
  const at = afterToken + varint(bytes, from)
  if (at >= to) return false
  const numberAt = endOfVarint(bytes, at)
  if (numberAt > to) return false
  header.isInitial = true
  header.numberAt = numberAt
  header.end = numberAt + varint(bytes, at)
  return true
}

/** RFC 9000, 16: the two highest bits of the first byte say how many bytes there are. */
export const endOfVarint = (bytes: Uint8Array, at: number): number =>
  at + (1 << (u8(bytes, at) >> 6))

/** A number that no length or offset of ours reaches is as good as any larger one. */
const TOO_LARGE = 0x3fffffff

export const varint = (bytes: Uint8Array, at: number): number => {
  const first = u8(bytes, at)
  if (first < 0x40) return first
  if (first < 0x80) return u16(bytes, at) & 0x3fff
  return first < 0xc0 ? i32(bytes, at) & TOO_LARGE : TOO_LARGE
}
