import type { CaptureReader, PacketSink } from './capture-file.ts'
import { isPcap, PCAP_HEAD_BYTES, PcapReader } from './pcap-reader.ts'
import { isPcapng, PCAPNG_HEAD_BYTES, PcapngReader } from './pcapng-reader.ts'

/**
 * A capture file in pieces of any size, as a file or a pipe gives them. Packets are read where they lie in the piece; one that two
 * pieces share is put together in a memory of the feed's own, which grows to the longest such packet or block.
 */
export class CaptureFeed {
  readonly #sink: PacketSink
  #reader: CaptureReader | undefined
  #isForeign = false
  #rest = new Uint8Array(0)
  #restBytes = 0

  constructor(sink: PacketSink) {
    this.#sink = sink
  }

  /** What reads the file; undefined where it is of no known format, or nobody knows yet. */
  get reader(): CaptureReader | undefined {
    return this.#reader
  }

  /** What there is of the packet, block or header that is not whole yet (bytes). */
  get restBytes(): number {
    return this.#restBytes
  }

  /** Whether more can be read: the file is a capture, or may be one, and is not broken off. */
  get isOpen(): boolean {
    return this.#reader === undefined ? !this.#isForeign : this.#reader.brokenOff === null
  }

  /** Takes the next piece, which is the caller's again on return. Throws only what the sink throws. */
  write(piece: Uint8Array): void {
    let at = 0
    while (this.#restBytes > 0 && at < piece.length && this.isOpen) at = this.#complete(piece, at)
    if (at === piece.length || !this.isOpen) return
    const end = this.#read(piece, at, piece.length)
    if (this.isOpen) this.#keep(piece, end, piece.length)
  }

  /** After the last piece: a file that is shorter than what tells a format may be one all the same. */
  end(): void {
    if (this.#reader === undefined) this.#recognise(this.#rest, 0, this.#restBytes)
  }

  /** Adds to the rest what it needs, as far as `piece` has it from `at` on, and returns where to go on. */
  #complete(piece: Uint8Array, at: number): number {
    const required = this.#reader?.bytesRequired ?? PCAPNG_HEAD_BYTES
    const to = Math.min(piece.length, at + required - this.#restBytes)
    this.#keep(piece, at, to)
    // It has no more than was required: either that is read as a whole, or more is required now.
    if (this.#read(this.#rest, 0, this.#restBytes) > 0) this.#restBytes = 0
    return to
  }

  #keep(piece: Uint8Array, from: number, to: number): void {
    const bytes = this.#restBytes + to - from
    if (bytes > this.#rest.length) {
      const larger = new Uint8Array(Math.max(bytes, 2 * this.#rest.length))
      larger.set(this.#rest.subarray(0, this.#restBytes))
      this.#rest = larger
    }
    this.#rest.set(piece.subarray(from, to), this.#restBytes)
    this.#restBytes = bytes
  }

  #read(bytes: Uint8Array, from: number, to: number): number {
    if (this.#reader === undefined) {
      if (to - from < PCAPNG_HEAD_BYTES) return from
      this.#recognise(bytes, from, to)
    }
    return this.#reader?.read(bytes, from, to) ?? from
  }

  #recognise(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, to - from)
    const isLittle = view.byteLength >= PCAP_HEAD_BYTES && isPcap(view.getUint32(0, true))
    if (isLittle || (view.byteLength >= PCAP_HEAD_BYTES && isPcap(view.getUint32(0))))
      this.#reader = new PcapReader(view.getUint32(0, isLittle), isLittle, this.#sink)
    else if (view.byteLength >= PCAPNG_HEAD_BYTES && isPcapng(view))
      this.#reader = new PcapngReader(this.#sink)
    else this.#isForeign = true
  }
}
