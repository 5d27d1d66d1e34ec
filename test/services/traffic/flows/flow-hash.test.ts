import { describe, expect, it } from 'vitest'
import { hashOfFlow } from '../../../../src/services/traffic/flows/flow-hash.ts'
import { KEY_WORDS, MAPPED } from '../../../../src/services/traffic/flows/flow-key.ts'
import {
  FINAL,
  hashOfWords,
  INIT2,
  INIT3,
} from '../../../../src/services/traffic/tables/key-hash.ts'
import { randomFrom } from '../traffic-frames.ts'

const SEEDS = [0x1234_5678, -0x6543_2110] as const
const random = randomFrom(7)
const word = () => random(2 ** 32) | 0

const left = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))

/** HalfSipHash-1-3 of these words as the paper has it, in a loop. */
const halfSipHash = (words: readonly number[], [seed0, seed1]: readonly [number, number]) => {
  let [v0, v1, v2, v3] = [seed0, seed1, seed0 ^ INIT2, seed1 ^ INIT3]
  const round = () => {
    v0 = (v0 + v1) | 0
    v1 = left(v1, 5) ^ v0
    v0 = left(v0, 16)
    v2 = (v2 + v3) | 0
    v3 = left(v3, 8) ^ v2
    v0 = (v0 + v3) | 0
    v3 = left(v3, 7) ^ v0
    v2 = (v2 + v1) | 0
    v1 = left(v1, 13) ^ v2
    v2 = left(v2, 16)
  }
  for (const one of words) {
    v3 ^= one
    round()
    v0 ^= one
  }
  v2 ^= FINAL
  for (let i = 0; i < 3; i++) round()
  return v1 ^ v3
}

const keyOf = (low: number, high: number, ports: number, protocol: number) =>
  Int32Array.of(0, 0, MAPPED, low, 0, 0, MAPPED, high, ports, protocol)

describe('the hash of a flow of IPv4', () => {
  it('is HalfSipHash-1-3 of its four words, though no loop is seen', () => {
    for (let i = 0; i < 1_000; i++) {
      const [low, high, ports, protocol] = [word(), word(), word(), i & 0xff] as const
      const expected = halfSipHash([low, high, ports, protocol | (4 << 28)], SEEDS)
      expect(hashOfFlow(keyOf(low, high, ports, protocol), ...SEEDS)).toBe(expected)
    }
  })
})

describe('the hash of any other flow', () => {
  it('is that of its words, wherever its key differs from one of IPv4', () => {
    for (const place of [0, 1, 2, 4, 5, 6]) {
      const key = keyOf(word(), word(), word(), 6)
      key[place] = (key[place] ?? 0) + 1
      expect(key).toHaveLength(KEY_WORDS)
      expect(hashOfFlow(key, ...SEEDS)).toBe(hashOfWords(key, ...SEEDS))
    }
  })
})
