import { closeSync, openSync, writeSync } from 'node:fs'

const CHUNK_BYTES = 4 << 20
const FILE_HEADER = 24
const RECORD_HEADER = 16
const MICROSECONDS = 0xa1b2c3d4
const SNAPLEN = 65_535
const LINK_ETHERNET = 1

/** Writes a pcap file (libpcap's format, little-endian, µs, Ethernet) in chunks, frame by frame. */
export class PcapWriter {
  /** Where the frame that was begun last is written. */
  readonly bytes = Buffer.alloc(CHUNK_BYTES)
  packets = 0
  readonly #file: number
  #used = FILE_HEADER
  #seconds: number
  #microseconds = 0

  /** `startedAt`: of the first frame, in whole seconds since the epoch. */
  constructor(path: string, startedAt: number) {
    this.#file = openSync(path, 'w')
    this.#seconds = startedAt
    const { bytes } = this
    bytes.writeUInt32LE(MICROSECONDS, 0)
    bytes.writeUInt16LE(2, 4)
    bytes.writeUInt16LE(4, 6)
    bytes.writeUInt32LE(SNAPLEN, 16)
    bytes.writeUInt32LE(LINK_ETHERNET, 20)
  }

  /** Begins a frame of `length` bytes, `gap` µs after the one before. Returns where in `bytes` the caller writes all of them. */
  begin(length: number, gap: number): number {
    if (this.#used + RECORD_HEADER + length > CHUNK_BYTES) this.#flush()
    this.#microseconds += gap
    while (this.#microseconds >= 1e6) {
      this.#microseconds -= 1e6
      this.#seconds++
    }
    const { bytes } = this
    const at = this.#used
    bytes.writeUInt32LE(this.#seconds, at)
    bytes.writeUInt32LE(this.#microseconds, at + 4)
    bytes.writeUInt32LE(length, at + 8)
    bytes.writeUInt32LE(length, at + 12)
    this.#used = at + RECORD_HEADER + length
    this.packets++
    return at + RECORD_HEADER
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    for (let at = 0; at < this.#used; ) at += writeSync(this.#file, this.bytes, at, this.#used - at)
    this.#used = 0
  }
}
