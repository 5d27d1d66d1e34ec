import { u8, u16 } from '../bytes.ts'

/** RFC 8446, 5.1: content type, legacy version, length. */
export const TLS_RECORD_HEADER = 5
export const TlsContent = { changeCipher: 20, alert: 21, handshake: 22, data: 23 } as const
/** RFC 5246, 6.2.3: 2^14 and 2,048 for the cipher. */
const MAX_RECORD = 16_384 + 2_048
const MAX_MINOR = 4

/** Whether a record can begin at `at`, of which five bytes are there. */
export const isTlsRecord = (bytes: Uint8Array, at: number): boolean => {
  const type = u8(bytes, at)
  if (type < TlsContent.changeCipher || type > TlsContent.data) return false
  if (u8(bytes, at + 1) !== 3 || u8(bytes, at + 2) > MAX_MINOR) return false
  const length = u16(bytes, at + 3)
  return length > 0 && length <= MAX_RECORD
}

/** Where the record at `at` ends. */
export const endOfTlsRecord = (bytes: Uint8Array, at: number): number =>
  at + TLS_RECORD_HEADER + u16(bytes, at + 3)

/** What handshake messages were copied together of their records, to be read as one: a ClientHello may lie in several. */
export class HandshakeBytes {
  readonly bytes = new Uint8Array(16_384 + 4)
  length = 0

  /** Copies what the handshake records from `at` on hold, as far as there is room; returns where the first byte is that is of none. */
  take(bytes: Uint8Array, from: number, to: number): number {
    this.length = 0
    let at = from
    while (at + TLS_RECORD_HEADER <= to && isTlsRecord(bytes, at)) {
      if (u8(bytes, at) !== TlsContent.handshake) return at
      const end = Math.min(endOfTlsRecord(bytes, at), to)
      const start = at + TLS_RECORD_HEADER
      const room = Math.min(end - start, this.bytes.length - this.length)
      for (let i = 0; i < room; i++) this.bytes[this.length + i] = bytes[start + i] ?? 0
      this.length += room
      at = end
    }
    return at
  }
}
