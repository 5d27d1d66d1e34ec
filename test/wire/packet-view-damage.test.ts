import { expect, it } from 'vitest'
import { LinkType } from '../../src/wire/link/link-type.ts'
import { PacketView } from '../../src/wire/packet-view.ts'
import { samples } from './sample-view.ts'
import { contradictions } from './view-contradictions.ts'

const DAMAGED_FRAMES = 100_000
const PADDING = 128
const links = Object.values(LinkType)

/** Numerical Recipes' generator: the same run each time. */
const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const seeds = samples.map(([, { link, frame }]) => ({ link, bytes: Uint8Array.from(frame) }))

it(`never throws and never reads outside its frame, for ${DAMAGED_FRAMES} damaged frames of all links`, () => {
  const random = randomFrom(20261122)
  const first = new PacketView()
  const second = new PacketView()
  const room = new Uint8Array(1024)
  const unlike: string[] = []
  let stopped = 0
  for (let run = 0; run < DAMAGED_FRAMES; run++) {
    const seed = seeds[random(seeds.length)] ?? { link: 0, bytes: new Uint8Array() }
    const link = random(16) === 0 ? (links[random(links.length)] ?? 0) : seed.link
    const frame = seed.bytes.slice()
    for (let change = random(6); change > 0; change--) {
      const at = random(2) === 0 ? random(frame.length) : random(60)
      if (at < frame.length) frame[at] = random(3) === 0 ? 255 : random(256)
    }
    const captured = random(3) === 0 ? random(frame.length + 1) : frame.length
    const wire = captured + (random(2) === 0 ? 0 : random(2000))
    const vlan = random(8) === 0 ? random(65536) : -1
    const bytes = frame.subarray(0, captured)
    // What lies around the frame differs between two views, and a third one has read no other frame
    // before: a view that depended on either would differ too.
    const fresh = new PacketView()
    for (const [view, fill] of [
      [first, 0x00],
      [second, 0x81],
      [fresh, 0x45],
    ] as const) {
      room.fill(fill)
      room.set(bytes, PADDING)
      view.decode(room, PADDING, captured, wire, vlan, link)
    }
    for (const name of Object.keys(first) as (keyof PacketView)[]) {
      if (second[name] !== first[name] || fresh[name] !== first[name]) unlike.push(name)
    }
    unlike.push(...contradictions(first))
    if (first.stop !== 0) stopped++
  }
  expect(unlike).toEqual([])
  expect(stopped).toBeGreaterThan(DAMAGED_FRAMES / 10)
  expect(stopped).toBeLessThan(DAMAGED_FRAMES)
})
