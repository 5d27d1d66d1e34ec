import {
  BlockWriter,
  fivePackets,
  microseconds,
  type Packet,
  pcapMagic,
  pcapPieces,
} from './capture-builder.ts'

/** A header or a block as it lies in a file, and the packet that comes out of it. */
export type Part = { readonly bytes: Buffer; readonly packet?: Packet }

/** A file of one kind. */
export type CaptureFile = {
  readonly name: string
  readonly format: 'pcap' | 'pcapng'
  /** Of a packet or block, before its length is known. */
  readonly headBytes: number
  readonly parts: readonly Part[]
}

export const bytesOf = ({ parts }: CaptureFile): Buffer =>
  Buffer.concat(parts.map(({ bytes }) => bytes))

export const packetsOf = (parts: readonly Part[]): Packet[] =>
  parts.flatMap(({ packet }) => (packet === undefined ? [] : [packet]))

/** Five packets to the nanosecond, no two alike. */
const precise: readonly Packet[] = fivePackets.map((packet, index) => ({
  ...packet,
  nanoseconds: 123_456_789 + 7 * index,
}))

const pcap = (name: string, isLittle: boolean, magic: number): CaptureFile => {
  const packets = magic === pcapMagic.nanoseconds ? precise : fivePackets
  const parts = pcapPieces(packets, { isLittle, magic }).map((bytes, index) => {
    const packet = packets[index - 1]
    return packet === undefined ? { bytes } : { bytes, packet }
  })
  return { name, format: 'pcap', headBytes: magic === pcapMagic.modified ? 24 : 16, parts }
}

const pcapng = (name: string, parts: readonly Part[]): CaptureFile => ({
  name,
  format: 'pcapng',
  headBytes: 12,
  parts,
})

const head = (writer: BlockWriter, ...options: readonly Uint8Array[]): Part[] => [
  { bytes: writer.section() },
  { bytes: writer.interface(1, 0, ...options) },
]

const enhanced = (writer: BlockWriter): Part[] =>
  fivePackets.map((packet) => ({ bytes: writer.packet(0, microseconds(packet), packet), packet }))

const obsolete = (writer: BlockWriter): Part[] =>
  fivePackets.map((packet) => ({
    bytes: writer.obsoletePacket(0, microseconds(packet), packet),
    packet,
  }))

/** A simple packet has no time: it is that of the enhanced one before. All were kept whole: nothing else says how much was. */
const simple = (writer: BlockWriter): Part[] =>
  fivePackets.map((given, index) => {
    const { seconds, nanoseconds } = fivePackets[0] ?? given
    const packet = { ...given, seconds, nanoseconds, wireLength: given.bytes.length }
    const bytes =
      index === 0 ? writer.packet(0, microseconds(packet), packet) : writer.simplePacket(packet)
    return { bytes, packet }
  })

/** `units` a second as `resolution` says them, counted from `offset` seconds after the epoch; rounded up, so that it reads back. */
const timed = (
  writer: BlockWriter,
  { resolution, units, offset }: { resolution: number; units: bigint; offset: bigint },
): Part[] => [
  ...head(
    writer,
    writer.option(9, Buffer.from([resolution])),
    writer.option(14, writer.numbers.i64(offset)),
  ),
  ...precise.map((packet) => {
    const fraction = (BigInt(packet.nanoseconds) * units + 999_999_999n) / 1_000_000_000n
    const time = (BigInt(packet.seconds) - offset) * units + fraction
    return { bytes: writer.packet(0, time, packet), packet }
  }),
]

/** Two interfaces with clocks of their own, blocks that have no packet, and a second section in the other byte order. */
const sections = (first: BlockWriter, second: BlockWriter): Part[] => {
  const [one, two, three, four, five] = precise as [Packet, Packet, Packet, Packet, Packet]
  const nanoseconds = ({ seconds, nanoseconds: rest }: Packet) =>
    BigInt(seconds) * 1_000_000_000n + BigInt(rest)
  const onSecond = (packet: Packet): Packet => ({ ...packet, link: 113, nanoseconds: 0 })
  return [
    { bytes: first.section() },
    { bytes: first.interface(1, 0, first.option(9, Buffer.from([9]))) },
    { bytes: first.interface(113, 96, first.option(9, Buffer.from([0]))) },
    { bytes: first.packet(0, nanoseconds(one), one), packet: one },
    { bytes: first.block(5, Buffer.alloc(12)) },
    { bytes: first.packet(1, BigInt(two.seconds), two), packet: onSecond(two) },
    { bytes: second.section() },
    { bytes: second.block(0xbad, Buffer.alloc(5)) },
    { bytes: second.interface(113, 0, second.option(9, Buffer.from([0]))) },
    { bytes: second.interface(1, 0, second.option(9, Buffer.from([9]))) },
    { bytes: second.packet(0, BigInt(three.seconds), three), packet: onSecond(three) },
    { bytes: second.packet(1, nanoseconds(four), four), packet: four },
    { bytes: second.obsoletePacket(1, nanoseconds(five), five), packet: five },
  ]
}

/** A file of each kind in each byte order, with five packets. */
export const captureFiles: readonly CaptureFile[] = [true, false].flatMap((isLittle) => {
  const order = isLittle ? 'little-endian' : 'big-endian'
  const writer = new BlockWriter(isLittle)
  // What counts so finely has 64 bits for six years only.
  const ofTen = { resolution: 11, units: 10n ** 11n, offset: 1_600_000_000n }
  const ofTwo = { resolution: 0x80 | 30, units: 2n ** 30n, offset: -86_400n }
  return [
    pcap(`pcap in microseconds, ${order}`, isLittle, pcapMagic.microseconds),
    pcap(`pcap in nanoseconds, ${order}`, isLittle, pcapMagic.nanoseconds),
    pcap(`modified pcap, ${order}`, isLittle, pcapMagic.modified),
    pcapng(`enhanced packets, ${order}`, [...head(writer), ...enhanced(writer)]),
    pcapng(`obsolete packets, ${order}`, [...head(writer), ...obsolete(writer)]),
    pcapng(`simple packets, ${order}`, [...head(writer), ...simple(writer)]),
    pcapng(`times in a power of ten, with an offset, ${order}`, timed(writer, ofTen)),
    pcapng(`times in a power of two, with an offset, ${order}`, timed(writer, ofTwo)),
    pcapng(`several sections, ${order} first`, sections(writer, new BlockWriter(!isLittle))),
  ]
})
