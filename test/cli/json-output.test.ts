import { describe, expect, it } from 'vitest'
import { momentText } from '../../src/cli/json-output.ts'
import { seededRandom } from '../support/random.ts'

const SEED = 20_261_126

describe('momentText', () => {
  it('says a moment with its microseconds', () => {
    expect(momentText(1_700_000_000_123.456)).toBe('2023-11-14T22:13:20.123456Z')
    expect(momentText(0)).toBe('1970-01-01T00:00:00.000000Z')
    expect(momentText(-1)).toBe('1969-12-31T23:59:59.999000Z')
    expect(momentText(null)).toBeNull()
  })

  it('says each moment as itself, whichever were said before', () => {
    const random = seededRandom(SEED)
    const moments = Array.from({ length: 5_000 }, () => random.whole(-1_000_000, 4_294_967_295_000))
    const near = Array.from({ length: 5_000 }, (_, index) => 1_700_000_000_000 + index * 700)
    for (const moment of [...moments, ...near, ...near.toReversed()])
      expect(momentText(moment)?.replace('000Z', 'Z')).toBe(new Date(moment).toISOString())
  })
})
