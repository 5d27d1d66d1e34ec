import { describe, expect, it } from 'vitest'
import { newPassword, PASSWORD_LENGTH_MIN } from '../../../src/services/accounts/index.ts'

describe('a password that Vigie makes up', () => {
  const passwords = Array.from({ length: 500 }, newPassword)

  it('is long enough to be one, and never the same', () => {
    for (const password of passwords) {
      expect(password.length).toBeGreaterThanOrEqual(Math.max(20, PASSWORD_LENGTH_MIN))
    }
    expect(new Set(passwords).size).toBe(passwords.length)
  })

  it('can be read from paper: no letter looks like another, and none needs a quote', () => {
    for (const password of passwords) expect(password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]+$/)
  })

  it('uses every letter of its alphabet', () => {
    expect(new Set(passwords.join('')).size).toBe(56)
  })
})
