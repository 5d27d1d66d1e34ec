import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  fileHeader,
  packetBlockBytes,
  readPacketTime,
  wholeBlockBytes,
  writePacketBlock,
} from '../../../src/wire/file/pcapng.ts'
import { readWithLibpcap } from '../../support/offline-packets.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'vigie-pcapng-'))
afterAll(() => rmSync(folder, { recursive: true }))

const LIMIT = 70_000
const header = fileHeader({
  application: 'Vigie',
  interface: 'eth0',
  filter: 'port 53',
  snaplenBytes: 65_535,
})

type Frame = {
  readonly bytes: Uint8Array
  readonly longer: number
  readonly seconds: number
  readonly nanoseconds: number
  readonly vlan: number
}

const frames = fc.array(
  fc.record({
    bytes: fc.uint8Array({ minLength: 14, maxLength: 200 }),
    /** Bytes on the wire that were not captured. */
    longer: fc.nat(3_000),
    seconds: fc.integer({ min: 0, max: 0xffff_ffff }),
    nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
    vlan: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 0xffff })),
  }),
  { minLength: 1, maxLength: 20 },
)

const written = (list: readonly Frame[]): Buffer => {
  const target = Buffer.alloc(
    list.reduce((sum, { bytes }) => sum + packetBlockBytes(bytes.length), 0),
  )
  let at = 0
  for (const { bytes, longer, seconds, nanoseconds, vlan } of list) {
    // The frame lies somewhere in a larger memory, as it does in the ring.
    const memory = Buffer.concat([Buffer.alloc(7, 0xee), bytes, Buffer.alloc(9, 0xdd)])
    const wire = bytes.length + longer + (vlan < 0 ? 0 : 4)
    at = writePacketBlock(target, at, memory, 7, bytes.length, wire, seconds, nanoseconds, vlan)
  }
  return Buffer.concat([header, target.subarray(0, at)])
}

const withTag = ({ bytes, vlan }: Frame): Buffer => {
  const whole = Buffer.from(bytes)
  if (vlan < 0) return whole
  const tag = Buffer.from([0x81, 0x00, vlan >> 8, vlan & 0xff])
  return Buffer.concat([whole.subarray(0, 12), tag, whole.subarray(12)])
}

describe('packets written as pcapng', () => {
  it('are read by libpcap as they were: bytes, lengths, nanoseconds, the tag back in its place', () => {
    const file = path.join(folder, 'any.pcapng')
    fc.assert(
      fc.property(frames, (list) => {
        writeFileSync(file, written(list))
        const read = readWithLibpcap(file)
        expect(read).toEqual(
          list.map((frame) => ({
            seconds: frame.seconds,
            nanoseconds: frame.nanoseconds,
            wire: withTag(frame).length + frame.longer,
            bytes: withTag(frame),
          })),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('are walked block by block to their end, with the times they came at', () => {
    fc.assert(
      fc.property(frames, (list) => {
        const bytes = written(list)
        let at = header.length
        for (const { seconds, nanoseconds } of list) {
          expect(readPacketTime(bytes, at)).toBe(seconds * 1_000 + Math.floor(nanoseconds / 1e6))
          const length = wholeBlockBytes(bytes, at, LIMIT)
          expect(length).toBeGreaterThan(0)
          at += length
        }
        expect(at).toBe(bytes.length)
      }),
    )
  })

  it('cut anywhere, are whole up to the last whole block', () => {
    const list = [0, 1, 2].map((n) => ({
      bytes: Buffer.alloc(60 + n, n),
      longer: 0,
      seconds: n,
      nanoseconds: 0,
      vlan: -1,
    }))
    const bytes = written(list)
    for (let cut = header.length; cut < bytes.length; cut++) {
      const part = bytes.subarray(0, cut)
      let at = header.length
      for (let length = 1; length > 0; at += Math.max(0, length)) {
        length = wholeBlockBytes(part, at, LIMIT)
        expect(length).toBeGreaterThanOrEqual(0)
      }
      expect(at).toBeLessThanOrEqual(cut)
    }
  })

  it('are no block where the lengths before and behind differ, or go beyond any frame', () => {
    const bytes = written([
      { bytes: Buffer.alloc(60), longer: 0, seconds: 1, nanoseconds: 1, vlan: -1 },
    ])
    const at = header.length
    const length = wholeBlockBytes(bytes, at, LIMIT)
    const damaged = Buffer.from(bytes)
    damaged.writeUInt32LE(length + 4, bytes.length - 4)
    expect(wholeBlockBytes(damaged, at, LIMIT)).toBe(-1)
    for (const wrong of [0, 11, 13, LIMIT + 4, 0xffff_fffc]) {
      damaged.writeUInt32LE(wrong, at + 4)
      expect(wholeBlockBytes(damaged, at, LIMIT)).toBe(-1)
    }
  })
})
