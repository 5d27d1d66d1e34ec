import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** Crockford's alphabet: no I, L, O or U, so that an id can be read out over a telephone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** 60 random bits: a billion ids leave a collision less likely than one in two; the log refuses the second use anyway. */
const ID_LENGTH = 12

export const ID_PATTERN = /^[0-9a-hjkmnp-tv-z]{12}$/

/** A new id that a person can type: 12 characters of Crockford's base 32. */
export const newId = (): string => {
  let id = ''
  for (const byte of randomBytes(ID_LENGTH)) id += ALPHABET[byte & 31]
  return id
}

/** An id that follows from its parts: the same parts, the same id. The parts are joined unambiguously. */
export const derivedId = (...parts: readonly string[]): string => {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest()
  let id = ''
  for (let i = 0; i < ID_LENGTH; i++) id += ALPHABET[(digest[i] ?? 0) & 31]
  return id
}

/** Names one intent of somebody; retries of the same intent carry the same id. */
export const newCommandId = (): string => randomUUID()
