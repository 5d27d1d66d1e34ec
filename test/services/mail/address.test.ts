import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/base/failure.ts'
import { checkReachable, domainOf, parseAddress } from '../../../src/services/mail/index.ts'

const refused = (text: string): Failure | undefined => {
  try {
    parseAddress(text)
    return undefined
  } catch (thrown) {
    return thrown as Failure
  }
}

describe('a mail address', () => {
  it.each([
    ['admin@vigie.internal', 'admin@vigie.internal'],
    [' boss@example.org ', 'boss@example.org'],
    ['Boss@Example.ORG', 'Boss@example.org'],
    ['first.last+tag@sub.example.co.uk', 'first.last+tag@sub.example.co.uk'],
    ["o'hara@example.org", "o'hara@example.org"],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ])('%j is taken as %j', (text, address) => {
    expect(parseAddress(text)).toBe(address)
  })

  it.each([
    '',
    'admin',
    'admin@',
    '@example.org',
    'a@b',
    'a b@example.org',
    'a@example.org, b@example.org',
    'Boss <boss@example.org>',
    '<boss@example.org>',
    'a@@example.org',
    'a..b@example.org',
    '.a@example.org',
    'a@example..org',
    'a@-example.org',
    'a@[127.0.0.1]',
    'a@bücher.example',
    'é@example.org',
    '"a b"@example.org',
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org\nb',
    'a\r@example.org',
    'a\u0000@example.org',
    'a@example.org\u0000',
    'a@exam\tple.org',
    `${'a'.repeat(250)}@b.org`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.org`,
  ])('%j is refused', (text) => {
    expect(refused(text)?.code).toBe('ADDRESS_INVALID')
  })

  it('is repeated in the refusal only in part where it is long', () => {
    expect(String(refused('x'.repeat(5_000))?.values['address'])).toHaveLength(80)
  })

  it('holds no line break, blank, bracket or control character, whatever it is read from', () => {
    const piece = fc.constantFrom(
      'a',
      '.',
      '@',
      'b.org',
      '\r\n',
      '\n',
      ' ',
      '\u0000',
      '<',
      '>',
      ',',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('')
        if (refused(text) === undefined) expect(parseAddress(text)).toMatch(/^[^\s<>,\p{Cc}]+$/u)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is read the same a second time', () => {
    const address = parseAddress('Boss@EXAMPLE.org')
    expect(parseAddress(address)).toBe(address)
  })

  it('has the domain behind its last @', () => {
    expect(domainOf('a@b@example.org')).toBe('example.org')
  })
})

describe('the way to an address', () => {
  const settings = {
    domain: 'vigie.internal',
    localHost: '127.0.0.1',
    localPort: 2525,
    relayUrl: undefined,
    sender: 'vigie@vigie.internal',
  }

  it('is open to the own domain without a relay', () => {
    expect(() => checkReachable('admin@vigie.internal', settings)).not.toThrow()
  })

  it.each(['a@example.org', 'a@sub.vigie.internal', 'a@notvigie.internal'])(
    'to %s needs a relay',
    (address) => {
      expect(() => checkReachable(address, settings)).toThrow(
        new Failure('RELAY_NOT_CONFIGURED', { address, domain: 'vigie.internal' }),
      )
      const relayed = { ...settings, relayUrl: 'smtp://relay.example.org' }
      expect(() => checkReachable(address, relayed)).not.toThrow()
    },
  )
})
