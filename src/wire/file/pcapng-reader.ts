import {
  type BreakCode,
  CAPTURED_BYTES_MAX,
  type CaptureInterface,
  type CaptureReader,
  type PacketSink,
  type ReadBreak,
} from './capture-file.ts'
import { blockType, packetField } from './pcapng.ts'
import { NANOSECONDS, SECONDS } from './pcapng-clock.ts'
import {
  INTERFACE_BLOCK_BYTES_MIN,
  type PcapngInterface,
  readInterface,
} from './pcapng-interface.ts'

/** Section 4.1: tells the byte order of a section. The type of its block is the same in both. */
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const SWAPPED_BYTE_ORDER_MAGIC = 0x4d3c2b1a
const sectionField = { byteOrder: 8, major: 12 } as const
const SECTION_BLOCK_BYTES_MIN = 28
const MAJOR_VERSION = 1

/** Section 4.4, and appendix A: the packet block that the enhanced one took the place of, alike but for the interface's number. */
const SIMPLE_PACKET = 3
const OBSOLETE_PACKET = 2
const INTERFACE_AT = 8
const simpleField = { wireLength: 8, data: 12 } as const

/** Type and total length, and the total length once more behind the body. */
const BLOCK_BYTES_MIN = 12
const TRAILER_BYTES = 4
/** The bound of libpcap and of Wireshark: a longer one is damage. */
const BLOCK_BYTES_MAX = 16 * 1024 * 1024
/** An obsolete packet block cannot name more; a file of many short sections has fewer still. */
const INTERFACES_MAX = 65_536

/** So much tells that a file is of this format: the type of its first block, its length and the byte order. */
export const PCAPNG_HEAD_BYTES = 12

/** Whether the file of which these are the first PCAPNG_HEAD_BYTES, or more, begins with a section. */
export const isPcapng = (head: DataView): boolean => {
  const order = head.getUint32(sectionField.byteOrder)
  return (
    head.getUint32(0) === blockType.sectionHeader &&
    (order === BYTE_ORDER_MAGIC || order === SWAPPED_BYTE_ORDER_MAGIC)
  )
}

/** Blocks are padded to 32 bits; some writers leave the padding out of the length. */
const padded = (length: number): number => (length + 3) & ~3

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): any number of sections, each in its byte order and with interfaces of its own. Blocks
 * without packets are skipped; the length of a section is not used, because its blocks tell it.
 */
export class PcapngReader implements CaptureReader {
  readonly format = 'pcapng'
  packets = 0
  offset = 0
  bytesRequired = BLOCK_BYTES_MIN
  brokenOff: ReadBreak | null = null
  /** Of all sections. */
  readonly interfaces: CaptureInterface[] = []
  readonly #sink: PacketSink
  #isLittle = true
  /** Those of the section that is read, by their number. */
  #section: PcapngInterface[] = []
  /** Of the last packet that had one: a simple packet has none, and came no earlier. */
  readonly #time = new Uint32Array(2)
  /** What to add to a place in the piece that is read for the place in the file. */
  #pieceOffset = 0

  constructor(sink: PacketSink) {
    this.#sink = sink
  }

  /** The loop of each block: a packet allocates nothing. */
  read(bytes: Uint8Array, from: number, to: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#pieceOffset = this.offset - from
    this.bytesRequired = BLOCK_BYTES_MIN
    let at = from
    while (to - at >= BLOCK_BYTES_MIN) {
      const length = this.#blockLength(view, at)
      if (to - at < length) {
        this.bytesRequired = length
        break
      }
      if (length === 0 || !this.#readBlock(bytes, view, at, length)) break
      at += length
    }
    this.offset += at - from
    return at
  }

  /** What the block at `at` has, padding included; 0: reading ends. The byte order of a section holds from here on. */
  #blockLength(view: DataView, at: number): number {
    if (view.getUint32(at, true) === blockType.sectionHeader) {
      const order = view.getUint32(at + sectionField.byteOrder, true)
      this.#isLittle = order === BYTE_ORDER_MAGIC
      if (order !== BYTE_ORDER_MAGIC && order !== SWAPPED_BYTE_ORDER_MAGIC)
        return this.#breakOff('BYTE_ORDER_UNKNOWN', at, order, BYTE_ORDER_MAGIC)
    }
    const length = view.getUint32(at + 4, this.#isLittle)
    if (length > BLOCK_BYTES_MAX) return this.#breakOff('LENGTH_OVER', at, length, BLOCK_BYTES_MAX)
    if (length < BLOCK_BYTES_MIN) return this.#breakOff('LENGTH_UNDER', at, length, BLOCK_BYTES_MIN)
    return padded(length)
  }

  /** Reads a whole block; 0: reading ends. */
  #readBlock(bytes: Uint8Array, view: DataView, at: number, length: number): number {
    const isLittle = this.#isLittle
    const behind = view.getUint32(at + length - TRAILER_BYTES, isLittle)
    if (behind > BLOCK_BYTES_MAX || padded(behind) !== length)
      return this.#breakOff('LENGTHS_DIFFER', at, behind, length)
    const type = view.getUint32(at, isLittle)
    switch (type) {
      case blockType.enhancedPacket:
      case OBSOLETE_PACKET:
        return this.#readPacket(bytes, view, at, length, type === OBSOLETE_PACKET)
      case SIMPLE_PACKET:
        return this.#readSimplePacket(bytes, view, at, length)
      case blockType.interfaceDescription:
        return this.#describeInterface(view, at, length)
      case blockType.sectionHeader:
        return this.#openSection(view, at, length)
      default:
        return length
    }
  }

  #readPacket(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    length: number,
    isObsolete: boolean,
  ): number {
    const isLittle = this.#isLittle
    const room = length - packetField.data - TRAILER_BYTES
    if (room < 0)
      return this.#breakOff('LENGTH_UNDER', at, length, packetField.data + TRAILER_BYTES)
    const number = isObsolete
      ? view.getUint16(at + INTERFACE_AT, isLittle)
      : view.getUint32(at + INTERFACE_AT, isLittle)
    const source = this.#section[number]
    if (source === undefined)
      return this.#breakOff('INTERFACE_UNKNOWN', at, number, this.#section.length)
    const captured = view.getUint32(at + packetField.capturedLength, isLittle)
    if (captured > room || captured > CAPTURED_BYTES_MAX)
      return this.#breakOff('LENGTH_OVER', at, captured, Math.min(room, CAPTURED_BYTES_MAX))
    const high = view.getUint32(at + packetField.time, isLittle)
    source.clock.read(high, view.getUint32(at + packetField.time + 4, isLittle), this.#time)
    const wire = view.getUint32(at + packetField.wireLength, isLittle)
    this.#handOn(
      bytes,
      at + packetField.data,
      captured,
      Math.max(captured, wire),
      source.described.link,
    )
    return length
  }

  /** It is of the first interface, and has what that keeps of a packet. */
  #readSimplePacket(bytes: Uint8Array, view: DataView, at: number, length: number): number {
    const room = length - simpleField.data - TRAILER_BYTES
    if (room < 0)
      return this.#breakOff('LENGTH_UNDER', at, length, simpleField.data + TRAILER_BYTES)
    const source = this.#section[0]
    if (source === undefined) return this.#breakOff('INTERFACE_UNKNOWN', at, 0, 0)
    const wire = view.getUint32(at + simpleField.wireLength, this.#isLittle)
    const { link, snaplenBytes } = source.described
    const captured = snaplenBytes === 0 ? wire : Math.min(wire, snaplenBytes)
    if (captured > room || captured > CAPTURED_BYTES_MAX)
      return this.#breakOff('LENGTH_OVER', at, captured, Math.min(room, CAPTURED_BYTES_MAX))
    this.#handOn(bytes, at + simpleField.data, captured, wire, link)
    return length
  }

  #handOn(bytes: Uint8Array, data: number, captured: number, wire: number, link: number): void {
    const time = this.#time
    this.packets++
    const seconds = time[SECONDS] ?? 0
    this.#sink.frame(bytes, data, captured, wire, seconds, time[NANOSECONDS] ?? 0, -1, link)
  }

  #describeInterface(view: DataView, at: number, length: number): number {
    if (length < INTERFACE_BLOCK_BYTES_MIN)
      return this.#breakOff('LENGTH_UNDER', at, length, INTERFACE_BLOCK_BYTES_MIN)
    if (this.interfaces.length === INTERFACES_MAX)
      return this.#breakOff('INTERFACES_TOO_MANY', at, INTERFACES_MAX + 1, INTERFACES_MAX)
    const source = readInterface(view, at, length, this.#isLittle)
    this.#section.push(source)
    this.interfaces.push(source.described)
    return length
  }

  #openSection(view: DataView, at: number, length: number): number {
    if (length < SECTION_BLOCK_BYTES_MIN)
      return this.#breakOff('LENGTH_UNDER', at, length, SECTION_BLOCK_BYTES_MIN)
    const major = view.getUint16(at + sectionField.major, this.#isLittle)
    if (major !== MAJOR_VERSION) return this.#breakOff('VERSION_UNKNOWN', at, major, MAJOR_VERSION)
    this.#section = []
    return length
  }

  #breakOff(code: BreakCode, at: number, found: number, expected: number): 0 {
    this.brokenOff = { code, offset: this.#pieceOffset + at, found, expected }
    return 0
  }
}
