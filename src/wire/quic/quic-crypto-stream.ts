import { u8 } from '../bytes.ts'
import {
  headerMask,
  openPayload,
  type QuicKeys,
  quicKeys,
  SAMPLE_BYTES,
  TAG_BYTES,
} from './quic-keys.ts'
import { endOfVarint, type QuicHeader, varint } from './quic-packet.ts'
import type { QuicVersion } from './quic-version.ts'

/** RFC 9000, 19. */
const PADDING = 0
const PING = 1
const GOOGLE_PING = 7
const ACK = 2
const ACK_ECN = 3
const MAX_FRAMES = 256
const MAX_ACK_RANGES = 64
/** The longest ClientHello that is put together. */
const MAX_STREAM = 16_384
/**
 * Connection ids of which keys are derived between two `clear`: the client's first, and the one that a Retry tells it to use (RFC 9001, 5.2).
 * A sender of ever new ids would have us derive for each of its packets.
 */
const MAX_IDS = 2
/** Of an Initial's header, with a token as long as any that is handed out. */
const MAX_HEADER = 2_048

/** The beginning of what a client says in its CRYPTO frames, which may come in any order, in several packets. */
export class QuicCryptoStream {
  readonly bytes = new Uint8Array(MAX_STREAM)
  readonly #isThere = new Uint8Array(MAX_STREAM)
  readonly #head = new Uint8Array(MAX_HEADER)
  #reached = 0
  /** The keys that were derived last: packets of one client follow one another. */
  #keys: QuicKeys | undefined
  #keysOf = ''
  #firstKeys: QuicKeys | undefined
  #firstOf = ''
  #derived = 0

  /** Bytes from the beginning without a gap. */
  get length(): number {
    const end = this.#isThere.subarray(0, this.#reached).indexOf(0)
    return end < 0 ? this.#reached : end
  }

  clear(): void {
    this.#isThere.fill(0, 0, this.#reached)
    this.#reached = 0
    this.#firstKeys = undefined
    this.#firstOf = ''
    this.#derived = 0
  }

  /** Opens the client's Initial packet of `header`, which begins at `from`, and takes in its CRYPTO frames. False: it cannot be opened. */
  take(bytes: Uint8Array, from: number, to: number, header: QuicHeader, isCut: boolean): boolean {
    const { version, connectionIdFrom, connectionIdTo } = header
    // A packet that says that it is longer than its datagram is none, unless the capture cut it.
    if (version === undefined || (header.end > to && !isCut)) return false
    const connectionId = bytes.subarray(connectionIdFrom, connectionIdTo)
    const name = `${version.word} ${Buffer.from(connectionId).toString('hex')}`
    // A client that has heard of its server calls it by another id, and goes on with the keys of the first (RFC 9001, 5.2).
    const opened =
      this.#open(this.#firstKeys, bytes, from, to, header) ??
      this.#open(this.#otherKeys(version, connectionId, name), bytes, from, to, header)
    if (opened === undefined) return false
    this.#takeFrames(opened, version.crypto)
    return true
  }

  /** The keys of this id; undefined where they are the first ones, or too many were derived. */
  #otherKeys(version: QuicVersion, connectionId: Uint8Array, name: string): QuicKeys | undefined {
    if (this.#firstOf === name) return undefined
    if (this.#keys === undefined || this.#keysOf !== name) {
      if (this.#derived === MAX_IDS) return undefined
      this.#derived++
      this.#keys = quicKeys(version, connectionId)
      this.#keysOf = name
    }
    if (this.#firstKeys === undefined) {
      this.#firstKeys = this.#keys
      this.#firstOf = name
    }
    return this.#keys
  }

  #open(
    keys: QuicKeys | undefined,
    bytes: Uint8Array,
    from: number,
    to: number,
    header: QuicHeader,
  ): Buffer | undefined {
    if (keys === undefined) return undefined
    const { numberAt } = header
    const end = Math.min(header.end, to)
    const sampleAt = numberAt + 4
    if (sampleAt + SAMPLE_BYTES > end) return undefined
    const mask = headerMask(keys, bytes.subarray(sampleAt, sampleAt + SAMPLE_BYTES))
    const first = u8(bytes, from) ^ (u8(mask, 0) & 0x0f)
    const numberLength = (first & 3) + 1
    const sealedAt = numberAt + numberLength
    const head = this.#head
    if (sealedAt - from > MAX_HEADER || end - sealedAt <= TAG_BYTES) return undefined
    for (let i = from; i < sealedAt; i++) head[i - from] = u8(bytes, i)
    head[0] = first
    let number = 0
    for (let i = 0; i < numberLength; i++) {
      const byte = u8(bytes, numberAt + i) ^ u8(mask, 1 + i)
      head[numberAt - from + i] = byte
      number = (number << 8) | byte
    }
    const sealed = bytes.subarray(sealedAt, end)
    return openPayload(keys, number, head.subarray(0, sealedAt - from), sealed, header.end > to)
  }

  #takeFrames(frames: Uint8Array, crypto: number): void {
    let at = 0
    for (let count = 0; count < MAX_FRAMES && at < frames.length; count++) {
      const type = u8(frames, at)
      if (type === PADDING) {
        while (at < frames.length && u8(frames, at) === PADDING) at++
      } else if (type === PING || type === GOOGLE_PING) at++
      else if (type === ACK || type === ACK_ECN) at = endOfAck(frames, at + 1, type)
      else if (type === crypto) at = this.#takeCrypto(frames, at + 1)
      else return
    }
  }

  #takeCrypto(frames: Uint8Array, from: number): number {
    const offset = varint(frames, from)
    const lengthAt = endOfVarint(frames, from)
    const start = endOfVarint(frames, lengthAt)
    const end = start + varint(frames, lengthAt)
    const limit = Math.min(end, frames.length)
    for (let i = start; i < limit && offset + i - start < MAX_STREAM; i++) {
      this.bytes[offset + i - start] = u8(frames, i)
      this.#isThere[offset + i - start] = 1
    }
    this.#reached = Math.min(
      MAX_STREAM,
      Math.max(this.#reached, offset + Math.max(0, limit - start)),
    )
    return end
  }
}

/** Largest, delay, ranges, and of each range gap and length (RFC 9000, 19.3); three counts with ECN. */
const endOfAck = (frames: Uint8Array, from: number, type: number): number => {
  let at = endOfVarint(frames, endOfVarint(frames, from))
  const ranges = varint(frames, at)
  if (ranges > MAX_ACK_RANGES) return frames.length
  const numbers = 1 + 1 + 2 * ranges + (type === ACK_ECN ? 3 : 0)
  for (let i = 0; i < numbers && at < frames.length; i++) at = endOfVarint(frames, at)
  return at
}
