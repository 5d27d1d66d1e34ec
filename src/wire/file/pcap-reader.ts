import {
  type BreakCode,
  CAPTURED_BYTES_MAX,
  type CaptureInterface,
  type CaptureReader,
  NANOSECONDS_A_SECOND,
  type PacketSink,
  type ReadBreak,
  SECONDS_MAX,
} from './capture-file.ts'

/** How a file begins, read in its own byte order (draft-ietf-opsawg-pcap, section 4). */
const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d
/** Kuznetzov's: each packet has the number of its interface, its protocol and its direction behind the lengths. */
const MODIFIED = 0xa1b2cd34

/** Where the fields of the file's header begin, and its length. */
const fileField = { major: 4, minor: 6, snaplen: 16, link: 20, end: 24 } as const
/** Where the fields of a packet's header begin, and its length (section 5). */
const packetField = {
  fraction: 4,
  capturedLength: 8,
  wireLength: 12,
  end: 16,
  modifiedEnd: 24,
} as const

const MAJOR_VERSION = 2
/** Until then some wrote the two lengths in the other order: the smaller is what was captured. */
const MINOR_VERSION_OF_LENGTHS = 4
/** The upper half of the link type's field has the length of a frame check sequence, or is reserved. */
const LINK_BITS = 0xffff

/** So much tells that a file is of this format. */
export const PCAP_HEAD_BYTES = 4

/** Whether a file that begins like this is a pcap file in this byte order. */
export const isPcap = (magic: number): boolean =>
  magic === MICROSECONDS || magic === NANOSECONDS || magic === MODIFIED

/** Reads libpcap's format: µs and ns, both byte orders, and Kuznetzov's modification. */
export class PcapReader implements CaptureReader {
  readonly format = 'pcap'
  packets = 0
  offset = 0
  bytesRequired: number = fileField.end
  brokenOff: ReadBreak | null = null
  readonly interfaces: CaptureInterface[] = []
  readonly #sink: PacketSink
  readonly #isLittle: boolean
  readonly #headerBytes: number
  /** What the fraction of a second counts (ns), and how many of these a second has. */
  readonly #unit: number
  readonly #unitsPerSecond: number
  #link = 0
  #areLengthsOrdered = true

  /** `magic` is what the file begins with, read as little-endian where `isLittle`. */
  constructor(magic: number, isLittle: boolean, sink: PacketSink) {
    this.#sink = sink
    this.#isLittle = isLittle
    this.#headerBytes = magic === MODIFIED ? packetField.modifiedEnd : packetField.end
    this.#unit = magic === NANOSECONDS ? 1 : 1_000
    this.#unitsPerSecond = NANOSECONDS_A_SECOND / this.#unit
  }

  read(bytes: Uint8Array, from: number, to: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = from
    if (this.offset === 0) {
      if (to - from < fileField.end) return from
      this.#open(view, from)
      if (this.brokenOff !== null) return from
      at += fileField.end
      this.offset = fileField.end
    }
    const end = this.#readPackets(bytes, view, at, to)
    this.offset += end - at
    return end
  }

  #open(view: DataView, at: number): void {
    const major = view.getUint16(at + fileField.major, this.#isLittle)
    if (major !== MAJOR_VERSION) {
      this.#breakOff('VERSION_UNKNOWN', 0, major, MAJOR_VERSION)
      return
    }
    const minor = view.getUint16(at + fileField.minor, this.#isLittle)
    this.#areLengthsOrdered = minor >= MINOR_VERSION_OF_LENGTHS
    this.#link = view.getUint32(at + fileField.link, this.#isLittle) & LINK_BITS
    const snaplenBytes = view.getUint32(at + fileField.snaplen, this.#isLittle)
    this.interfaces.push({ link: this.#link, name: '', description: '', snaplenBytes })
  }

  /** The loop of each packet: it allocates nothing. */
  #readPackets(bytes: Uint8Array, view: DataView, from: number, to: number): number {
    const sink = this.#sink
    const isLittle = this.#isLittle
    const headerBytes = this.#headerBytes
    const unit = this.#unit
    const unitsPerSecond = this.#unitsPerSecond
    const areLengthsOrdered = this.#areLengthsOrdered
    const link = this.#link
    let at = from
    let packets = 0
    let required = headerBytes
    while (to - at >= headerBytes) {
      const first = view.getUint32(at + packetField.capturedLength, isLittle)
      const second = view.getUint32(at + packetField.wireLength, isLittle)
      const captured = areLengthsOrdered ? first : Math.min(first, second)
      if (captured > CAPTURED_BYTES_MAX) {
        this.#breakOff('LENGTH_OVER', this.offset + at - from, captured, CAPTURED_BYTES_MAX)
        break
      }
      const data = at + headerBytes
      if (to - data < captured) {
        required = headerBytes + captured
        break
      }
      let seconds = view.getUint32(at, isLittle)
      let fraction = view.getUint32(at + packetField.fraction, isLittle)
      if (fraction >= unitsPerSecond) {
        seconds = Math.min(SECONDS_MAX, seconds + Math.floor(fraction / unitsPerSecond))
        fraction %= unitsPerSecond
      }
      sink.frame(bytes, data, captured, Math.max(first, second), seconds, fraction * unit, -1, link)
      packets++
      at = data + captured
    }
    this.packets += packets
    this.bytesRequired = required
    return at
  }

  #breakOff(code: BreakCode, offset: number, found: number, expected: number): void {
    this.brokenOff = { code, offset, found, expected }
  }
}
