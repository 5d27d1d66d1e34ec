/**
 * HalfSipHash-1-3 (Aumasson and Bernstein, SipHash, 2012; the half variant is what the Linux kernel uses for tables that a peer can
 * fill): who does not know the seed cannot choose keys that collide.
 */
export type KeyHash = (key: Int32Array, seed0: number, seed1: number) => number

/** What the seed is mixed with at first, and the last word of each key. */
export const INIT2 = 0x6c796765
export const INIT3 = 0x74656462
export const FINAL = 0xff

/**
 * Of keys of any one width up to 26: one round for each word that is not zero, one for the width and the places of the zeros, so that
 * different keys stay different inputs, three at the end.
 */
export const hashOfWords: KeyHash = (key, seed0, seed1) => {
  const width = key.length
  let v0 = seed0
  let v1 = seed1
  let v2 = seed0 ^ INIT2
  let v3 = seed1 ^ INIT3
  let zeros = width << 26
  for (let i = 0; i < width + 4; i++) {
    let word = 0
    if (i < width) {
      word = key[i] ?? 0
      if (word === 0) {
        zeros |= 1 << i
        continue
      }
    } else if (i === width) word = zeros
    if (i === width + 1) v2 ^= FINAL
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
  }
  return v1 ^ v3
}
