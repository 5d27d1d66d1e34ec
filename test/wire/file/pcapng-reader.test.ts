import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaptureFeed } from '../../../src/wire/file/capture-feed.ts'
import { CAPTURED_BYTES_MAX } from '../../../src/wire/file/capture-file.ts'
import { fileHeader, packetBlockBytes, writePacketBlock } from '../../../src/wire/file/pcapng.ts'
import {
  BlockWriter,
  fivePackets,
  microseconds,
  type Packet,
  PacketList,
} from '../capture-builder.ts'

const read = (...pieces: readonly Uint8Array[]) => {
  const list = new PacketList()
  const feed = new CaptureFeed(list)
  feed.write(Buffer.concat(pieces))
  feed.end()
  return { ...list, reader: feed.reader, restBytes: feed.restBytes }
}

const little = new BlockWriter(true)
const big = new BlockWriter(false)
const packet = fivePackets[2] as Packet
const time = microseconds(packet)
/** Some of every kind that has no packet: name resolution, statistics, secrets, custom, and one that nobody knows. */
const others = (writer: BlockWriter) =>
  [4, 5, 10, 0xbad, 0x4000_0bad, 0x1234_5678].map((type) => writer.block(type, Buffer.alloc(33, 6)))

const start = [little.section(), little.interface(1, 0)]
const startBytes = Buffer.concat(start).length

describe('a pcapng file', () => {
  it('that Vigie wrote is read as it was', () => {
    const frame = fc.record({
      bytes: fc.uint8Array({ minLength: 14, maxLength: 200 }),
      longer: fc.nat(3_000),
      seconds: fc.integer({ min: 0, max: 0xffff_ffff }),
      nanoseconds: fc.nat(999_999_999),
    })
    const header = fileHeader({
      application: 'Vigie',
      interface: 'eth0',
      filter: 'port 53',
      snaplenBytes: 65_535,
    })
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const blocks = frames.map(({ bytes, longer, seconds, nanoseconds }) => {
          const block = Buffer.alloc(packetBlockBytes(bytes.length))
          const { length } = bytes
          const wire = length + longer
          const source = Buffer.from(bytes)
          return block.subarray(
            0,
            writePacketBlock(block, 0, source, 0, length, wire, seconds, nanoseconds, -1),
          )
        })
        const { packets, contradictions, reader } = read(header, ...blocks)
        expect(packets).toEqual(
          frames.map(({ longer, ...rest }) => ({
            ...rest,
            wireLength: rest.bytes.length + longer,
            link: 1,
          })),
        )
        expect(contradictions).toBe(0)
        expect(reader?.interfaces).toEqual([
          { link: 1, name: 'eth0', description: '', snaplenBytes: 65_539 },
        ])
      }),
    )
  })

  it.each([
    ['little', little],
    ['big', big],
  ])('has packets in all three blocks and others between them, %s-endian', (_, writer) => {
    const { packets, reader, restBytes } = read(
      writer.section(),
      writer.interface(1, 0),
      ...others(writer),
      writer.packet(0, time, packet),
      ...others(writer),
      writer.obsoletePacket(0, time, packet),
      writer.simplePacket(packet),
    )
    expect(packets).toEqual([packet, packet, packet])
    expect([reader?.brokenOff, restBytes]).toEqual([null, 0])
  })

  it('may have several sections, each with its byte order and interfaces of its own', () => {
    const { packets, reader } = read(
      little.section(1, 1_000n),
      little.interface(1, 0),
      little.interface(
        113,
        96,
        little.option(2, Buffer.from('any\0')),
        little.option(0, Buffer.alloc(0)),
      ),
      little.packet(1, time, packet),
      big.section(),
      big.interface(101, 0, big.option(3, Buffer.from('a\nb'))),
      big.packet(0, time, packet),
      little.section(),
      little.packet(0, time, packet),
    )
    expect(packets.map(({ link }) => link)).toEqual([113, 101])
    expect(reader?.interfaces).toEqual([
      { link: 1, name: '', description: '', snaplenBytes: 0 },
      { link: 113, name: 'any', description: '', snaplenBytes: 96 },
      { link: 101, name: '', description: 'a b', snaplenBytes: 0 },
    ])
    expect(reader?.brokenOff).toMatchObject({ code: 'INTERFACE_UNKNOWN', found: 0, expected: 0 })
  })

  it.each([
    ['little', little],
    ['big', big],
  ])('has times in the resolution of the interface and from its offset, %s-endian', (_, writer) => {
    const options = [
      writer.option(14, writer.numbers.i64(1_000_000_000n)),
      writer.option(9, Buffer.from([0x80 | 10])),
    ]
    const [first] = read(
      writer.section(),
      writer.interface(1, 0, ...options),
      writer.packet(0, 700_000_000n * 1024n + 256n, packet),
    ).packets
    expect(first).toMatchObject({ seconds: 1_700_000_000, nanoseconds: 250_000_000 })
  })

  it('leaves out options that are cut short, or of another length than theirs', () => {
    const { packets } = read(
      little.section(),
      little.interface(
        1,
        0,
        little.option(9, Buffer.from([9, 9])),
        little.option(14, Buffer.from([1, 0, 0, 0])),
        little.numbers.u16(9, 500),
      ),
      little.packet(0, time, packet),
    )
    expect(packets).toEqual([packet])
  })

  it('has in a simple packet what its first interface keeps, at the time of the last packet', () => {
    const whole = { ...packet, wireLength: 1_000, bytes: packet.bytes.subarray(0, 20) }
    const { packets } = read(
      little.section(),
      little.interface(1, 20),
      little.simplePacket(whole),
      little.packet(0, time, packet),
      little.simplePacket(whole),
    )
    expect(packets).toEqual([{ ...whole, seconds: 0, nanoseconds: 0 }, packet, whole])
  })

  it('may leave the padding out of a length', () => {
    const block = little.packet(0, time, { ...packet, bytes: packet.bytes.subarray(0, 27) })
    for (const at of [4, block.length - 4]) {
      const unpadded = Buffer.from(block)
      unpadded.writeUInt32LE(block.length - 1, at)
      expect(read(...start, unpadded, unpadded).packets).toHaveLength(2)
    }
  })

  const long = (length: number) =>
    little.packet(0, time, { ...packet, bytes: new Uint8Array(length), wireLength: length })
  const withNumber = (value: number, at: number) => {
    const block = little.packet(0, time, packet)
    block.writeUInt32LE(value >>> 0, at < 0 ? block.length + at : at)
    return block
  }
  const whole = little.packet(0, time, packet).length
  it.each([
    ['a block longer than any', withNumber(16 * 1024 * 1024 + 4, 4), 'LENGTH_OVER', 16_777_220],
    ['a block shorter than its own lengths', withNumber(8, 4), 'LENGTH_UNDER', 8],
    [
      'a block that ends with another length',
      withNumber(whole + 4, -4),
      'LENGTHS_DIFFER',
      whole + 4,
    ],
    ['a block that ends with no length', withNumber(-1, -4), 'LENGTHS_DIFFER', 0xffff_ffff],
    ['a packet longer than its block', withNumber(29, 20), 'LENGTH_OVER', 29],
    [
      'a packet longer than any',
      long(CAPTURED_BYTES_MAX + 1),
      'LENGTH_OVER',
      CAPTURED_BYTES_MAX + 1,
    ],
    ['a packet of no interface', little.packet(1, time, packet), 'INTERFACE_UNKNOWN', 1],
    ['a packet of no interface', little.obsoletePacket(9, time, packet), 'INTERFACE_UNKNOWN', 9],
    ['a packet block without room', little.block(6, Buffer.alloc(16)), 'LENGTH_UNDER', 28],
    ['a simple packet without room', little.block(3), 'LENGTH_UNDER', 12],
    ['a simple packet cut short', little.block(3, little.numbers.u32(8, 1)), 'LENGTH_OVER', 8],
    ['an interface cut short', little.block(1, Buffer.alloc(4)), 'LENGTH_UNDER', 16],
    [
      'a section cut short',
      little.block(0x0a0d0d0a, little.numbers.u32(0x1a2b3c4d)),
      'LENGTH_UNDER',
      16,
    ],
    ['a section of another version', little.section(2), 'VERSION_UNKNOWN', 2],
    [
      'a section of no byte order',
      little.block(0x0a0d0d0a, Buffer.alloc(16)),
      'BYTE_ORDER_UNKNOWN',
      0,
    ],
  ])('breaks off at %s', (_, damaged, code, found) => {
    const { packets, reader } = read(...start, little.packet(0, time, packet), damaged, ...start)
    expect(packets).toEqual([packet])
    expect(reader?.brokenOff).toMatchObject({ code, found, offset: startBytes + whole })
  })

  it('takes the longest packet that any writer keeps', () => {
    expect(read(...start, long(CAPTURED_BYTES_MAX)).packets).toHaveLength(1)
  })

  it('describes 65,536 interfaces at most', () => {
    const many = Array.from({ length: 65_536 }, () => little.interface(1, 0))
    const last = little.packet(65_535, time, packet)
    const { packets, reader } = read(little.section(), ...many, last, little.interface(1, 0), last)
    expect(packets).toHaveLength(1)
    expect(reader?.brokenOff).toMatchObject({ code: 'INTERFACES_TOO_MANY', found: 65_537 })
  })
})
