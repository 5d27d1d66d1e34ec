import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { berContent, berEnd, isBer } from '../../src/wire/ber-header.ts'
import { bytesOf } from './frames.ts'
import { onlyThese } from './guarded-bytes.ts'

const SEQUENCE = 0x30

/** The shortest header (X.690, 8.1.3) of an element of this length, or one with a byte of zero more before it. */
const header = (length: number, isPadded: boolean): number[] => {
  if (length < 128 && !isPadded) return [SEQUENCE, length]
  const digits: number[] = []
  for (let rest = length; rest > 0 || digits.length === 0; rest = Math.floor(rest / 256))
    digits.unshift(rest % 256)
  if (isPadded) digits.unshift(0)
  return [SEQUENCE, 0x80 | digits.length, ...digits]
}

describe('the header of a BER element', () => {
  it('says where the content begins and ends, whatever form its length has', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 0xffffff }),
        fc.boolean(),
        fc.nat({ max: 5 }),
        (length, isPadded, at) => {
          const coded = header(length, isPadded)
          const bytes = onlyThese(Uint8Array.from([...new Array(at).fill(0xff), ...coded]))
          expect(berContent(bytes, at, bytes.length)).toBe(at + coded.length)
          expect(berEnd(bytes, at, bytes.length)).toBe(at + coded.length + length)
          expect(isBer(bytes, at, bytes.length, SEQUENCE)).toBe(length === 0)
        },
      ),
    )
  })

  it('has no end where it is cut', () => {
    const coded = header(70_000, false)
    for (let length = 0; length < coded.length; length++) {
      const bytes = onlyThese(Uint8Array.from(coded.slice(0, length)))
      expect([length, berContent(bytes, 0, length), berEnd(bytes, 0, length)]).toEqual([
        length,
        -1,
        -1,
      ])
    }
  })

  it('has a length, and one of four bytes at most', () => {
    for (const hex of ['3080 0000', '3085 0000000001 00', '30ff']) {
      const bytes = bytesOf(hex)
      expect([hex, berEnd(bytes, 0, bytes.length)]).toEqual([hex, -1])
    }
  })

  it('belongs to an element that is there as a whole, with the tag that is asked for', () => {
    const bytes = bytesOf('3002 0500 00')
    expect(isBer(bytes, 0, 4, SEQUENCE)).toBe(true)
    expect(isBer(bytes, 0, 3, SEQUENCE)).toBe(false)
    expect(isBer(bytes, 0, 4, 0x31)).toBe(false)
    expect(isBer(bytes, 4, 4, 0)).toBe(false)
  })
})
