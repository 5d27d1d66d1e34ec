import { describe, expect, it } from 'vitest'
import { createQuicHeader, readQuicHeader } from '../../../src/wire/quic/quic-packet.ts'
import { seededRandom } from '../../support/random.ts'
import { guardedBytes } from '../guarded-bytes.ts'

const V1 = [0, 0, 0, 1]
const V2 = [0x6b, 0x33, 0x43, 0xcf]
const ID = [1, 2, 3, 4, 5, 6, 7, 8]
const PADDING = 32

/** What is read of a packet that lies between other bytes; `outside`: those of them that were looked at. */
const read = (packet: readonly number[]) => {
  const to = PADDING + packet.length
  const plain = new Uint8Array(to + PADDING).fill(0x21)
  plain.set(packet, PADDING)
  const outside: number[] = []
  const header = createQuicHeader()
  const guarded = guardedBytes(plain, PADDING, to, (at) => outside.push(at - PADDING))
  const isOne = readQuicHeader(guarded, PADDING, to, header)
  const { version, isInitial, connectionIdFrom, connectionIdTo, numberAt, end } = header
  return {
    isOne,
    word: version?.word,
    isInitial,
    id: [...plain.subarray(connectionIdFrom, connectionIdTo)],
    numberAt: numberAt - PADDING,
    end: end - PADDING,
    outside,
  }
}

/** Flags, version, both connection ids, token, length, and what is protected. */
const initial = (first: number, version: readonly number[], token: readonly number[] = [0]) => [
  ...[first, ...version, ID.length, ...ID, 2, 9, 9, ...token],
  ...[0x40, 20, ...new Array<number>(20).fill(0x5a)],
]

describe('the header of a QUIC packet', () => {
  it.each([
    ['v1', initial(0xc3, V1), 20],
    ['v2', initial(0xd3, V2), 20],
    ['v1', initial(0xc0, V1, [3, 7, 7, 7]), 23],
  ])('of %s says where number and end are', (word, packet, numberAt) => {
    expect(read(packet)).toEqual({
      ...{ isOne: true, word, isInitial: true, id: ID },
      ...{ numberAt, end: packet.length, outside: [] },
    })
  })

  it('is no Initial with the type that the other version has for it', () => {
    for (const packet of [initial(0xd3, V1), initial(0xc3, V2)])
      expect(read(packet)).toMatchObject({ isOne: true, isInitial: false })
  })

  it('is read of a version that nobody knows, as far as all have it', () => {
    const packet = [0x80, 0x1a, 0x2a, 0x3a, 0x4a, 8, ...ID, 0]
    expect(read(packet)).toMatchObject({ isOne: true, word: undefined, isInitial: false, id: ID })
  })

  it.each([
    ['the short form', [0x43, ...initial(0, V1).slice(1)]],
    ['a fixed bit that is not set', initial(0x83, V1)],
    ['an id of 21 bytes', [0xc3, ...V1, 21, ...new Array<number>(60).fill(1)]],
    ['a token that is longer than the packet', initial(0xc3, V1, [0x7f, 0xff])],
    ['a token of 2^30 bytes', initial(0xc3, V1, [0xff, 0xff, 0xff, 0xff])],
  ])('is none with %s', (_, packet) => {
    expect(read(packet)).toMatchObject({ isOne: false, outside: [] })
  })

  it('is none, or says another end than there is, where it is cut behind any of its bytes', () => {
    for (const packet of [initial(0xc3, V1), initial(0xc3, V1, [3, 7, 7, 7])])
      for (let length = 0; length < packet.length; length++) {
        const { isOne, end, outside } = read(packet.slice(0, length))
        expect({ length, outside }).toEqual({ length, outside: [] })
        if (isOne) expect(end).toBe(packet.length)
      }
  })
})

const DAMAGED = 50_000

it(`a QUIC header reads nothing around ${DAMAGED} damaged ones, and never throws`, () => {
  const random = seededRandom(9_000)
  const seeds = [initial(0xc3, V1), initial(0xd3, V2, [3, 7, 7, 7]), initial(0xc0, [0, 0, 0, 0])]
  const overread: string[] = []
  let understood = 0
  for (let run = 0; run < DAMAGED; run++) {
    const packet = [...random.oneOf(seeds)]
    for (let change = random.whole(0, 4); change > 0; change--) {
      const value = random.oneOf([0, 0x3f, 0x40, 0xff, random.whole(0, 255)])
      packet[random.whole(0, packet.length - 1)] = value
    }
    const length = random.whole(0, 1) === 0 ? random.whole(0, packet.length) : packet.length
    const { isOne, outside } = read(packet.slice(0, length))
    if (isOne) understood++
    if (outside.length > 0) overread.push(Buffer.from(packet.slice(0, length)).toString('hex'))
  }
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(understood).toBeLessThan(DAMAGED)
})
