import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaptureFeed } from '../../../src/wire/file/capture-feed.ts'
import { CAPTURED_BYTES_MAX } from '../../../src/wire/file/capture-file.ts'
import { fivePackets, type Packet, PacketList, pcapMagic, pcapPieces } from '../capture-builder.ts'

const read = (...pieces: readonly Uint8Array[]) => {
  const list = new PacketList()
  const feed = new CaptureFeed(list)
  feed.write(Buffer.concat(pieces))
  feed.end()
  return { ...list, reader: feed.reader }
}

const packet: fc.Arbitrary<Packet> = fc
  .record({
    bytes: fc.uint8Array({ maxLength: 100 }),
    longer: fc.nat(3_000),
    seconds: fc.integer({ min: 0, max: 0xffff_ffff }),
    nanoseconds: fc.nat(999_999_999),
  })
  .map(({ longer, ...rest }) => ({ ...rest, wireLength: rest.bytes.length + longer, link: 1 }))

const one = fivePackets.slice(0, 1)
const header = 24

describe('a pcap file', () => {
  it('gives the packets that were written, in each byte order, unit and modification', () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 10 }),
        fc.boolean(),
        fc.constantFrom(...Object.values(pcapMagic)),
        (packets, isLittle, magic) => {
          const given = read(...pcapPieces(packets, { isLittle, magic }))
          const unit = magic === pcapMagic.nanoseconds ? 1 : 1_000
          const expected = packets.map(({ nanoseconds, ...rest }) => ({
            ...rest,
            nanoseconds: nanoseconds - (nanoseconds % unit),
          }))
          expect(given.packets).toEqual(expected)
          expect(given.contradictions).toBe(0)
          expect(given.reader?.packets).toBe(packets.length)
          expect(given.reader?.brokenOff).toBeNull()
        },
      ),
    )
  })

  it('has the link type of its lower half word, whatever it says of a frame check sequence', () => {
    const { packets, reader } = read(...pcapPieces(one, { linkField: 0x5400_0071 }))
    expect(packets[0]?.link).toBe(113)
    expect(reader?.interfaces).toEqual([
      { link: 113, name: '', description: '', snaplenBytes: 65_535 },
    ])
  })

  it('has no packet shorter on the wire than in the file', () => {
    const [first] = read(...pcapPieces(one.map((of) => ({ ...of, wireLength: 3 })))).packets
    expect(first?.wireLength).toBe(14)
  })

  it('that is old may have the two lengths in the other order', () => {
    const [head, record] = pcapPieces(fivePackets.slice(3, 4), { minor: 3 })
    const swapped = Buffer.from(record ?? [])
    swapped.writeUInt32LE(1_035, 8)
    swapped.writeUInt32LE(35, 12)
    expect(read(head ?? swapped, swapped).packets).toEqual(fivePackets.slice(3, 4))
  })

  it('carries what is more than a second in the fraction of one', () => {
    const [head, record] = pcapPieces(one)
    const late = Buffer.from(record ?? [])
    late.writeUInt32LE(0xffff_ffff, 4)
    const [first] = read(head ?? late, late).packets
    expect(first?.seconds).toBe(1_700_000_000 + 4_294)
    expect(first?.nanoseconds).toBe(967_295_000)
    late.writeUInt32LE(0xffff_ffff, 0)
    expect(read(head ?? late, late).packets[0]?.seconds).toBe(0xffff_ffff)
  })

  it('takes the longest packet that any writer keeps, and breaks off at a longer one', () => {
    const long = (length: number) => [
      ...one,
      { ...(one[0] as Packet), bytes: new Uint8Array(length), wireLength: length },
    ]
    expect(read(...pcapPieces(long(CAPTURED_BYTES_MAX))).packets).toHaveLength(2)
    const { packets, reader } = read(...pcapPieces(long(CAPTURED_BYTES_MAX + 1)))
    expect(packets).toHaveLength(1)
    expect(reader?.brokenOff).toEqual({
      code: 'LENGTH_OVER',
      offset: header + 16 + 14,
      found: CAPTURED_BYTES_MAX + 1,
      expected: CAPTURED_BYTES_MAX,
    })
  })

  it('of another version is not read', () => {
    const { packets, reader } = read(...pcapPieces(one, { major: 3 }))
    expect(packets).toEqual([])
    expect(reader?.brokenOff).toEqual({
      code: 'VERSION_UNKNOWN',
      offset: 0,
      found: 3,
      expected: 2,
    })
  })
})
