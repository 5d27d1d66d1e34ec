import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FrameSink } from '../../../src/net/packet-source.ts'
import {
  blockWord,
  deliverBlock,
  frameHalf,
  frameWord,
  NO_LIMIT,
  type RingMemory,
  STATUS_VLAN_VALID,
} from '../../../src/net/ring/ring-block.ts'

/** A small block in the middle of a small ring. */
const START = 4_096
const END = 8_192
const RING = 12_288

type Frame = readonly [offset: number, kept: number, wire: number, time: string, vlan: number]

const memory = (): RingMemory => {
  const ring = new ArrayBuffer(RING)
  return { words: new Int32Array(ring), halves: new Uint16Array(ring), bytes: new Uint8Array(ring) }
}

const collect = (): { readonly frames: Frame[]; readonly sink: FrameSink } => {
  const frames: Frame[] = []
  const frame: FrameSink['frame'] = (_, offset, kept, wire, seconds, nanoseconds, vlan) =>
    void frames.push([offset, kept, wire, `${seconds}.${nanoseconds}`, vlan])
  return { frames, sink: { frame, tick: () => {} } }
}

const putBlock = ({ words }: RingMemory, frames: number, first: number): void => {
  words[START / 4 + blockWord.frames] = frames
  words[START / 4 + blockWord.firstFrame] = first
}

type Header = {
  next: number
  mac: number
  captured: number
  wire: number
  seconds: number
  nanoseconds: number
  tci?: number
}

const putFrame = ({ words, halves }: RingMemory, at: number, header: Header): void => {
  const word = at / 4
  words[word + frameWord.next] = header.next
  words[word + frameWord.seconds] = header.seconds
  words[word + frameWord.nanoseconds] = header.nanoseconds
  words[word + frameWord.captured] = header.captured
  words[word + frameWord.wire] = header.wire
  words[word + frameWord.status] = header.tci === undefined ? 0 : STATUS_VLAN_VALID
  words[word + frameWord.vlan] = header.tci ?? 0x1234
  halves[at / 2 + frameHalf.mac] = header.mac
}

const plain: Header = { next: 160, mac: 82, captured: 60, wire: 60, seconds: 100, nanoseconds: 5 }

describe('ring block', () => {
  it('hands out each frame with its place, lengths, time and tag', () => {
    const ring = memory()
    putBlock(ring, 3, 48)
    putFrame(ring, START + 48, plain)
    putFrame(ring, START + 208, { ...plain, wire: 1_500, nanoseconds: 6, tci: 0xe005 })
    putFrame(ring, START + 368, { ...plain, next: 0, seconds: 0xf000_0000, tci: 0 })
    const { frames, sink } = collect()
    expect(deliverBlock(ring, START, END, sink, NO_LIMIT, 0)).toBe(true)
    expect(frames).toEqual([
      [START + 48 + 82, 60, 60, '100.5', -1],
      [START + 208 + 82, 60, 1_504, '100.6', 0xe005],
      [START + 368 + 82, 60, 64, '4026531840.5', 0], // after 2038
    ])
  })

  it('leaves out what came after the limit, to the nanosecond', () => {
    const ring = memory()
    putBlock(ring, 4, 48)
    const times = [
      [99, 999_999_999],
      [100, 5],
      [100, 6],
      [101, 0],
    ] as const
    for (const [i, [seconds, nanoseconds]] of times.entries())
      putFrame(ring, START + 48 + 160 * i, { ...plain, seconds, nanoseconds })
    const { frames, sink } = collect()
    expect(deliverBlock(ring, START, END, sink, 100, 5)).toBe(true)
    expect(frames.map(([, , , time]) => time)).toEqual(['99.999999999', '100.5'])
  })

  it('never hands out more than the frame had on the wire', () => {
    const ring = memory()
    putBlock(ring, 1, 48)
    putFrame(ring, START + 48, { ...plain, captured: 90, wire: 60 })
    const { frames, sink } = collect()
    deliverBlock(ring, START, END, sink, NO_LIMIT, 0)
    expect(frames).toEqual([[START + 130, 60, 60, '100.5', -1]])
  })

  it.each([
    ['a frame that ends after the block', { ...plain, captured: 9_000, wire: 9_000 }],
    ['a negative length', { ...plain, captured: -1, wire: 60 }],
    ['a next frame at the same place', { ...plain, next: 0 }],
    ['a next frame before this one', { ...plain, next: -160 }],
    ['a next frame after the block', { ...plain, next: 4_096 }],
    ['a next frame that is not aligned', { ...plain, next: 161 }],
  ])('stops at %s', (_, header) => {
    const ring = memory()
    putBlock(ring, 2, 48)
    putFrame(ring, START + 48, header)
    expect(deliverBlock(ring, START, END, collect().sink, NO_LIMIT, 0)).toBe(false)
  })

  it('stays inside the block whatever the memory holds', () => {
    const word = fc.oneof(fc.integer({ min: -8, max: 5_000 }), fc.integer())
    const words = fc.array(word, { minLength: 64, maxLength: 1_024 })
    const property = fc.property(words, (values) => {
      const ring = memory()
      ring.words.set(values, START / 4)
      const { frames, sink } = collect()
      deliverBlock(ring, START, END, sink, NO_LIMIT, 0)
      for (const [offset, kept, wire] of frames) {
        expect(offset).toBeGreaterThanOrEqual(START)
        expect(kept).toBeGreaterThanOrEqual(0)
        expect(offset + kept).toBeLessThanOrEqual(END)
        expect(kept).toBeLessThanOrEqual(wire)
      }
    })
    fc.assert(property, { seed: 20_261_122, numRuns: 3_000 })
  })
})
