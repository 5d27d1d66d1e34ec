import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiSocket, homeFolder } from '../../src/base/home.ts'
import { escapeHtml } from '../../src/base/html.ts'
import { derivedId, ID_PATTERN, newCommandId, newId } from '../../src/base/ids.ts'
import { serviceName } from '../../src/base/traffic/service-names.ts'

describe('an id', () => {
  it('can be typed: 12 characters without i, l, o and u', () => {
    const ids = Array.from({ length: 500 }, newId)
    for (const id of ids) expect(id).toMatch(ID_PATTERN)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(ids.join(''))).toEqual(new Set('0123456789abcdefghjkmnpqrstvwxyz'))
  })

  it.each(['', 'c0000000000', 'c000000000000', 'i00000000000', 'C00000000001', 'c00000000001\n'])(
    'is not %j',
    (text) => {
      expect(text).not.toMatch(ID_PATTERN)
    },
  )

  it('follows from its parts, and from where one ends and the next begins', () => {
    expect(derivedId('a', 'b')).toMatch(ID_PATTERN)
    expect(derivedId('a', 'b')).toBe(derivedId('a', 'b'))
    const parts = fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 })
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other)
        expect(derivedId(...one) === derivedId(...other)).toBe(same)
      }),
    )
  })

  it('of a command is new each time', () => {
    expect(newCommandId()).not.toBe(newCommandId())
  })
})

describe('a text in HTML', () => {
  /** What a browser makes of the references that we write. */
  const read = (html: string) =>
    html
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&')

  it('is read back as it was, and opens no tag, reference or quote on the way', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = escapeHtml(text)
        expect(read(html)).toBe(text)
        expect(html).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
      }),
    )
  })

  it('is escaped once for each time that it is asked for', () => {
    expect(escapeHtml('<a href="x">&amp;\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&#39;')
  })
})

describe('the data folder', () => {
  it('is the one that is said, else .vigie in the clone', () => {
    expect(homeFolder({ VIGIE_HOME: '/srv/vigie' }, '/clone')).toBe('/srv/vigie')
    expect(homeFolder({ VIGIE_HOME: '' }, '/clone')).toBe('/clone/.vigie')
    expect(homeFolder({}, '/clone')).toBe('/clone/.vigie')
  })

  it('holds the socket as long as its path fits into what the kernel takes', () => {
    const fits = `/${'a'.repeat(107 - 1 - '/vigie.sock'.length)}`
    expect(Buffer.byteLength(apiSocket(fits))).toBe(107)
    expect(apiSocket(fits)).toBe(`${fits}/vigie.sock`)
    expect(apiSocket(`${fits}a`)).toMatch(/^\/tmp\/vigie-\d+-[0-9a-f]{12}\/vigie\.sock$/)
  })

  it('is measured in bytes, not in letters', () => {
    expect(apiSocket(`/${'é'.repeat(60)}`)).toMatch(/^\/tmp\//)
  })

  it('keeps two long homes apart', () => {
    const long = `/${'a'.repeat(120)}`
    expect(apiSocket(`${long}1`)).not.toBe(apiSocket(`${long}2`))
    expect(apiSocket(`${long}1`)).toBe(apiSocket(`${long}1`))
  })
})

describe('the name of a port', () => {
  it('is what usually answers there, or nothing', () => {
    expect(serviceName(443)).toBe('https')
    expect(serviceName(40_000)).toBeUndefined()
    expect(serviceName(0)).toBeUndefined()
  })
})
