import type { PacketSink } from '../../src/wire/file/capture-file.ts'

/** A packet of a capture file: what is written into one, and what comes out of it again. */
export type Packet = {
  readonly bytes: Uint8Array
  readonly wireLength: number
  readonly seconds: number
  readonly nanoseconds: number
  readonly link: number
}

/** Keeps copies of what it is handed, and complains of what no reader may hand out. */
export class PacketList implements PacketSink {
  readonly packets: Packet[] = []
  contradictions = 0

  frame(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    vlan: number,
    link: number,
  ): void {
    const isSound =
      offset >= 0 &&
      capturedLength >= 0 &&
      offset + capturedLength <= bytes.length &&
      wireLength >= capturedLength &&
      [seconds, nanoseconds, wireLength, link].every((value) => Number.isInteger(value)) &&
      seconds >= 0 &&
      seconds <= 0xffff_ffff &&
      nanoseconds >= 0 &&
      nanoseconds < 1e9 &&
      link >= 0 &&
      link <= 0xffff &&
      vlan === -1
    if (!isSound) this.contradictions++
    const copy = Uint8Array.from(bytes.subarray(offset, offset + capturedLength))
    this.packets.push({ bytes: copy, wireLength, seconds, nanoseconds, link })
  }
}

/** Numbers in one byte order. */
export class NumberWriter {
  readonly #isLittle: boolean

  constructor(isLittle: boolean) {
    this.#isLittle = isLittle
  }

  u16(...values: readonly number[]): Buffer {
    const bytes = Buffer.alloc(2 * values.length)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (const [at, value] of values.entries()) view.setUint16(2 * at, value, this.#isLittle)
    return bytes
  }

  u32(...values: readonly number[]): Buffer {
    const bytes = Buffer.alloc(4 * values.length)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (const [at, value] of values.entries()) view.setUint32(4 * at, value, this.#isLittle)
    return bytes
  }

  i64(value: bigint): Buffer {
    const bytes = Buffer.alloc(8)
    new DataView(bytes.buffer, bytes.byteOffset, 8).setBigInt64(0, value, this.#isLittle)
    return bytes
  }
}

export const pcapMagic = {
  microseconds: 0xa1b2c3d4,
  nanoseconds: 0xa1b23c4d,
  modified: 0xa1b2cd34,
} as const

type Pcap = {
  readonly isLittle?: boolean
  readonly magic?: number
  readonly major?: number
  readonly minor?: number
  /** The whole field, frame check sequence and all. */
  readonly linkField?: number
}

/** A pcap file in pieces: its header, then each packet. Times are cut to the file's unit. */
export const pcapPieces = (packets: readonly Packet[], file: Pcap = {}): Buffer[] => {
  const { isLittle = true, magic = pcapMagic.microseconds, major = 2, minor = 4 } = file
  const { linkField = packets[0]?.link ?? 1 } = file
  const numbers = new NumberWriter(isLittle)
  const unit = magic === pcapMagic.nanoseconds ? 1 : 1_000
  return [
    Buffer.concat([
      numbers.u32(magic),
      numbers.u16(major, minor),
      numbers.u32(0, 0, 65_535, linkField),
    ]),
    ...packets.map(({ bytes, wireLength, seconds, nanoseconds }) =>
      Buffer.concat([
        numbers.u32(seconds, Math.floor(nanoseconds / unit), bytes.length, wireLength),
        magic === pcapMagic.modified ? Buffer.alloc(8, 0xab) : Buffer.alloc(0),
        bytes,
      ]),
    ),
  ]
}

const padding = (length: number): Buffer => Buffer.alloc(-length & 3)

/** The blocks of a pcapng section. */
export class BlockWriter {
  readonly numbers: NumberWriter

  constructor(isLittle: boolean) {
    this.numbers = new NumberWriter(isLittle)
  }

  block(type: number, ...parts: readonly Uint8Array[]): Buffer {
    const body = Buffer.concat(parts)
    const padded = Buffer.concat([body, padding(body.length)])
    const length = this.numbers.u32(12 + padded.length)
    return Buffer.concat([this.numbers.u32(type), length, padded, length])
  }

  option(code: number, value: Uint8Array): Buffer {
    return Buffer.concat([this.numbers.u16(code, value.length), value, padding(value.length)])
  }

  section(major = 1, sectionLength = -1n): Buffer {
    const { numbers } = this
    const order = numbers.u32(0x1a2b3c4d)
    return this.block(0x0a0d0d0a, order, numbers.u16(major, 0), numbers.i64(sectionLength))
  }

  interface(link: number, snaplen: number, ...options: readonly Uint8Array[]): Buffer {
    return this.block(1, this.numbers.u16(link, 0), this.numbers.u32(snaplen), ...options)
  }

  /** An enhanced packet block; `time` is what the interface counts. */
  packet(number: number, time: bigint, { bytes, wireLength }: Packet): Buffer {
    const head = [number, ...halves(time), bytes.length, wireLength]
    return this.block(6, this.numbers.u32(...head), bytes)
  }

  obsoletePacket(number: number, time: bigint, { bytes, wireLength }: Packet): Buffer {
    const head = [...halves(time), bytes.length, wireLength]
    return this.block(2, this.numbers.u16(number, 7), this.numbers.u32(...head), bytes)
  }

  simplePacket({ bytes, wireLength }: Packet): Buffer {
    return this.block(3, this.numbers.u32(wireLength), bytes)
  }
}

const halves = (time: bigint): [number, number] => [
  Number(BigInt.asUintN(64, time) >> 32n),
  Number(time & 0xffff_ffffn),
]

export const microseconds = ({ seconds, nanoseconds }: Packet): bigint =>
  BigInt(seconds) * 1_000_000n + BigInt(Math.floor(nanoseconds / 1_000))

/** A plain pcapng file in pieces: section, interface, then each packet, all of one link type and in microseconds. */
const pcapngPieces = (packets: readonly Packet[], isLittle = true): Buffer[] => {
  const writer = new BlockWriter(isLittle)
  return [
    writer.section(),
    writer.interface(packets[0]?.link ?? 1, 0),
    ...packets.map((packet) => writer.packet(0, microseconds(packet), packet)),
  ]
}

/** Five packets with whole microseconds, no two alike. */
export const fivePackets: readonly Packet[] = [0, 1, 2, 3, 4].map((n) => ({
  bytes: Uint8Array.from({ length: 14 + 7 * n }, (_, at) => 16 * n + at),
  wireLength: 14 + 7 * n + (n === 3 ? 1_000 : 0),
  seconds: 1_700_000_000 + n,
  nanoseconds: 999_999_000 - 1_000 * n,
  link: 1,
}))

/** A file of each kind with the five packets, in pieces: what comes before the first packet, then each packet. */
export const fileKinds: readonly (readonly [name: string, pieces: readonly Buffer[]])[] = [
  true,
  false,
].flatMap((isLittle) => {
  const order = isLittle ? 'little' : 'big'
  const blocks = pcapngPieces(fivePackets, isLittle)
  return [
    [`pcap, ${order}-endian`, pcapPieces(fivePackets, { isLittle })],
    [`pcapng, ${order}-endian`, [Buffer.concat(blocks.slice(0, 2)), ...blocks.slice(2)]],
  ] as const
})
