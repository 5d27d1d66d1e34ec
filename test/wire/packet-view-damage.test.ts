import { expect, it } from 'vitest'
import { PacketView } from '../../src/wire/packet-view.ts'
import { bytesOf, frames } from './frames.ts'

const DAMAGED_FRAMES = 100_000
const PADDING = 128

/** Numerical Recipes' generator: the same run each time. */
const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const seeds = Object.values(frames).map(bytesOf)

it(`never throws and never reads outside its frame, for ${DAMAGED_FRAMES} damaged frames`, () => {
  const random = randomFrom(20261122)
  const first = new PacketView()
  const second = new PacketView()
  const room = new Uint8Array(512)
  let unlike = 0
  let stopped = 0
  for (let run = 0; run < DAMAGED_FRAMES; run++) {
    const frame = (seeds[random(seeds.length)] ?? new Uint8Array()).slice()
    for (let change = random(6); change >= 0; change--) {
      const at = random(4) === 0 ? random(frame.length) : 12 + random(50)
      if (at < frame.length) frame[at] = random(3) === 0 ? 255 : random(256)
    }
    const captured = random(3) === 0 ? random(frame.length + 1) : frame.length
    const wire = captured + (random(2) === 0 ? 0 : random(2000))
    const vlan = random(8) === 0 ? random(65536) : -1
    const bytes = frame.subarray(0, captured)
    // What lies around the frame differs between the two: a view that depended on it would differ
    // too.
    for (const [view, fill] of [
      [first, 0x00],
      [second, 0x81],
    ] as const) {
      room.fill(fill)
      room.set(bytes, PADDING)
      view.decode(room, PADDING, captured, wire, vlan)
    }
    for (const [name, value] of Object.entries(first)) {
      if (second[name as keyof PacketView] !== value) unlike++
      if (typeof value === 'number' && !Number.isInteger(value)) unlike++
    }
    if (first.payloadOffset > 0 && first.payloadOffset > Math.max(captured, wire)) unlike++
    if (first.stop !== 0) stopped++
  }
  expect(unlike).toBe(0)
  expect(stopped).toBeGreaterThan(DAMAGED_FRAMES / 10)
  expect(stopped).toBeLessThan(DAMAGED_FRAMES)
})
