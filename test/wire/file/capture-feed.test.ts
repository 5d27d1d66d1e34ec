import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaptureFeed } from '../../../src/wire/file/capture-feed.ts'
import { seededRandom } from '../../support/random.ts'
import {
  BlockWriter,
  fileKinds,
  fivePackets,
  microseconds,
  type Packet,
  PacketList,
} from '../capture-builder.ts'

const DAMAGED_FILES = 20_000
/** So much tells a pcap file, and so much a pcapng file. */
const headBytes = (name: string) => (name.startsWith('pcapng') ? 12 : 4)

/** What comes out of a file that comes in pieces of these lengths, and then in one. Each piece is overwritten as soon as it is taken. */
const read = (bytes: Uint8Array, lengths: readonly number[]) => {
  const list = new PacketList()
  const feed = new CaptureFeed(list)
  let at = 0
  for (const length of [...lengths, bytes.length]) {
    const piece = Uint8Array.from(bytes.subarray(at, at + length))
    feed.write(piece)
    piece.fill(0xee)
    at += length
  }
  feed.end()
  const { reader, restBytes, isOpen } = feed
  const { format, packets, offset, brokenOff, interfaces, bytesRequired } = reader ?? {}
  return {
    ...list,
    outcome: { format, packets, brokenOff, interfaces },
    rest: isOpen ? { offset, restBytes, bytesRequired } : undefined,
  }
}

describe.each(fileKinds)('a file in pieces: %s', (name, pieces) => {
  const file = Buffer.concat(pieces)

  it('gives the same packets wherever they part', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }), (lengths) => {
        expect(read(file, lengths)).toEqual(read(file, []))
      }),
    )
    expect(read(file, new Array<number>(file.length).fill(1))).toEqual(read(file, []))
    expect(read(file, []).packets).toEqual(fivePackets)
  })

  it('that is cut at any byte gives the packets before, and says what the next one lacks', () => {
    const ends: number[] = []
    for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.length)
    for (let cut = 0; cut < file.length; cut++) {
      const { packets, outcome, rest } = read(file.subarray(0, cut), [cut >> 1])
      const whole = ends.filter((end) => end <= cut).length
      expect(packets).toEqual(fivePackets.slice(0, Math.max(0, whole - 1)))
      if (cut < headBytes(name)) {
        expect(outcome.format).toBeUndefined()
        continue
      }
      expect(outcome.format).toBe(name.split(',')[0])
      expect(outcome.brokenOff).toBeNull()
      const { offset = 0, restBytes = 0, bytesRequired = 0 } = rest ?? {}
      expect(offset + restBytes).toBe(cut)
      expect(restBytes).toBeLessThan(bytesRequired)
      // The lengths of what is cut are known, or are what is missing.
      expect(offset + bytesRequired).toBeLessThanOrEqual(file.length)
    }
  })
})

it.each([
  ['nothing', ''],
  ['a text', 'To be, or not to be'],
  ['the first bytes of a section with another byte order', '\n\r\r\n\x1c\0\0\0\0\0\0\0\0\0\0\0'],
])('%s is no capture', (_, text) => {
  const { packets, outcome } = read(Buffer.from(text, 'latin1'), [1])
  expect([packets, outcome.format]).toEqual([[], undefined])
})

it('keeps a packet together that is larger than a piece', () => {
  const writer = new BlockWriter(true)
  const large = { ...(fivePackets[0] as Packet), bytes: Buffer.alloc(200_000, 7) }
  const packet = { ...large, bytes: Uint8Array.from(large.bytes), wireLength: 200_000 }
  const file = Buffer.concat([
    writer.section(),
    writer.block(0xbad, Buffer.alloc(3_000_000)),
    writer.interface(1, 0),
    writer.packet(0, microseconds(packet), packet),
  ])
  expect(read(file, new Array<number>(50).fill(65_536)).packets).toEqual([packet])
})

it(`reads ${DAMAGED_FILES} damaged files to an end, the same whole and in pieces`, () => {
  const random = seededRandom(20261126)
  const writer = new BlockWriter(true)
  const mixed = Buffer.concat([
    ...(fileKinds[3]?.[1] ?? []),
    writer.section(),
    writer.interface(1, 20, writer.option(9, Buffer.from([9])), writer.option(14, Buffer.alloc(8))),
    writer.simplePacket(fivePackets[0] as Packet),
    writer.obsoletePacket(0, 2n ** 60n, fivePackets[1] as Packet),
    writer.block(5, Buffer.alloc(12)),
  ])
  const files = [...fileKinds.map(([, pieces]) => Buffer.concat(pieces)), mixed]
  let broken = 0
  let contradictions = 0
  let tooMany = 0
  for (let run = 0; run < DAMAGED_FILES; run++) {
    const file = Buffer.from(random.oneOf(files))
    for (let change = random.whole(0, 4); change >= 0; change--) {
      const at = random.next() < 0.3 ? random.whole(0, 60) : random.whole(0, file.length - 1)
      file[at] = random.oneOf([0, 1, 4, 255, random.whole(0, 255), file[at] ?? 0])
    }
    const lengths = Array.from({ length: random.whole(0, 12) }, () => random.whole(1, 80))
    const inPieces = read(file, lengths)
    const inOne = read(file, [])
    if (run % 16 === 0) expect(inPieces).toEqual(inOne)
    if (JSON.stringify(inPieces.outcome) !== JSON.stringify(inOne.outcome)) contradictions++
    contradictions += inOne.contradictions + inPieces.contradictions
    if (inOne.packets.length > file.length / 16) tooMany++
    if (inOne.outcome.brokenOff !== null) broken++
  }
  expect([contradictions, tooMany]).toEqual([0, 0])
  expect(broken).toBeGreaterThan(DAMAGED_FILES / 10)
  expect(broken).toBeLessThan(DAMAGED_FILES)
})
