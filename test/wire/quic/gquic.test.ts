import { describe, expect, it } from 'vitest'
import { findGquicName, isGquic } from '../../../src/wire/quic/gquic.ts'
import { seededRandom } from '../../support/random.ts'
import { guardedBytes } from '../guarded-bytes.ts'

const NAME = 'www.shop.example'
const PADDING = 32
const DAMAGED = 50_000

const little = (value: number, length: number) =>
  Buffer.from(Array.from({ length }, (_, index) => (value >> (8 * index)) & 255))

/** A CHLO with these tags: each with where its value ends, and then the values (QUIC crypto, 2016). */
const chlo = (...tags: readonly (readonly [tag: string, value: string])[]): Buffer => {
  let end = 0
  const index = tags.flatMap(([tag, value]) => {
    end += value.length
    return [Buffer.from(tag), little(end, 4)]
  })
  const values = tags.map(([, value]) => Buffer.from(value))
  return Buffer.concat([
    ...[Buffer.from('CHLO'), little(tags.length, 2), little(0, 2)],
    ...[...index, ...values],
  ])
}

const pad = ['PAD\0', '----'] as const
const sni = ['SNI\0', NAME] as const
const first = (version: string, message: Buffer): Buffer =>
  Buffer.concat([Buffer.of(9), Buffer.alloc(8, 1), Buffer.from(version), Buffer.alloc(17), message])
const longFirst = (version: string, message: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0xc3), Buffer.from(version), Buffer.alloc(26), message])

/** What is read of a packet that lies between other bytes; `isOutside`: whether one of them was looked at. */
const read = (packet: Uint8Array) => {
  const to = PADDING + packet.length
  const plain = new Uint8Array(to + PADDING).fill(0x21)
  plain.set(packet, PADDING)
  let isOutside = false
  const guarded = guardedBytes(plain, PADDING, to, () => {
    isOutside = true
  })
  const range = { from: PADDING, to: PADDING }
  const isOne = packet.length > 0 && isGquic(guarded, PADDING, to)
  const hasName = findGquicName(guarded, PADDING, to, range)
  if (range.from < PADDING || range.to > to) isOutside = true
  const name = hasName ? Buffer.from(plain.subarray(range.from, range.to)).toString('latin1') : ''
  return { isOne, name, isOutside }
}

describe('Google’s own QUIC', () => {
  it('tells the name among the tags, whichever the header', () => {
    for (const packet of [first('Q043', chlo(pad, sni)), longFirst('Q046', chlo(sni, pad))])
      expect(read(packet)).toEqual({ isOne: true, name: NAME, isOutside: false })
  })

  it('tells no name where none is said', () => {
    expect(read(first('Q043', chlo(pad))).name).toBe('')
    expect(read(first('Q043', chlo(['SNI\0', '']))).name).toBe('')
    expect(read(first('Q043', Buffer.from('REJ\0'))).name).toBe('')
  })

  it('looks at a bounded number of tags, and at none of more', () => {
    const many = (count: number) => Array.from({ length: count }, () => ['PAD\0', ''] as const)
    expect(read(first('Q043', chlo(...many(63), sni))).name).toBe(NAME)
    expect(read(first('Q043', chlo(sni, ...many(64)))).name).toBe('')
  })

  it('is none without a version, or with one of another form', () => {
    for (const version of ['Q1x3', 'T051', 'Q0x3', 'q043'])
      expect(read(first(version, chlo(sni))).isOne).toBe(false)
    const bare = first('Q043', chlo(sni))
    bare[0] = 0x08
    expect(read(bare).isOne).toBe(false)
  })

  it('tells nothing where it is cut before the end of the name', () => {
    const packet = first('Q043', chlo(pad, sni))
    for (let length = 0; length < packet.length; length++) {
      const { name, isOutside } = read(packet.subarray(0, length))
      expect({ length, name, isOutside }).toEqual({ length, name: '', isOutside: false })
    }
  })

  it(`reads nothing around ${DAMAGED} damaged packets, and never throws`, () => {
    const random = seededRandom(2_016)
    const seeds = [first('Q043', chlo(pad, sni)), longFirst('Q046', chlo(sni, pad))]
    const overread: string[] = []
    let named = 0
    for (let run = 0; run < DAMAGED; run++) {
      const packet = Uint8Array.from(random.oneOf(seeds))
      for (let change = random.whole(0, 4); change > 0; change--) {
        const value = random.oneOf([0, 0x7f, 0xff, random.whole(0, 255)])
        packet[random.whole(0, packet.length - 1)] = value
      }
      const length = random.whole(0, 1) === 0 ? random.whole(0, packet.length) : packet.length
      const { name, isOutside } = read(packet.subarray(0, length))
      if (name !== '') named++
      if (isOutside) overread.push(Buffer.from(packet.subarray(0, length)).toString('hex'))
    }
    expect(overread).toEqual([])
    expect(named).toBeGreaterThan(DAMAGED / 10)
    expect(named).toBeLessThan(DAMAGED)
  })
})
