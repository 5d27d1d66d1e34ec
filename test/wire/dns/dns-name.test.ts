import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DnsName, skipDnsName } from '../../../src/wire/dns/dns-name.ts'
import { codedName } from '../dns-messages.ts'
import { onlyThese } from '../guarded-bytes.ts'

const name = new DnsName()
const text = (): string => Buffer.from(name.bytes.subarray(0, name.length)).toString('latin1')

/** Reads the name at `at` of all of `bytes`, and where it ends. */
const read = (bytes: readonly number[], at = 0): [number, string] => {
  const end = name.read(onlyThese(Uint8Array.from(bytes)), 0, bytes.length, at)
  return [end, text()]
}

const label = (length: number): number[] => [length, ...Array<number>(length).fill(0x61)]
const pointer = (to: number): number[] => [0xc0 | (to >> 8), to & 0xff]

/** Labels of letters of both cases, digits and what else is printable. */
const labels = fc.array(fc.stringMatching(/^[!-\-/-~]{1,12}$/), { minLength: 1, maxLength: 6 })

describe('a name of DNS', () => {
  it('comes back from its bytes in lower case', () => {
    fc.assert(
      fc.property(labels, (parts) => {
        const coded = codedName(parts.join('.'))
        expect(read(coded)).toEqual([coded.length, parts.join('.').toLowerCase()])
        expect(skipDnsName(Uint8Array.from(coded), coded.length, 0)).toBe(coded.length)
      }),
    )
  })

  it('comes back through pointers to what was said before', () => {
    fc.assert(
      fc.property(labels, labels, (first, second) => {
        const tail = codedName(first.join('.'))
        const head = codedName(second.join('.')).slice(0, -1)
        const bytes = [...tail, ...head, ...pointer(0), ...pointer(tail.length), 1]
        const whole = [...second, ...first].join('.').toLowerCase()
        const end = tail.length + head.length + 2
        expect(read(bytes, tail.length)).toEqual([end, whole])
        expect(read(bytes, end)).toEqual([end + 2, whole])
        expect(skipDnsName(Uint8Array.from(bytes), bytes.length, tail.length)).toBe(end)
      }),
    )
  })

  it('is counted from where the message begins', () => {
    const bytes = Uint8Array.from([9, 9, 9, ...codedName('a.b'), ...pointer(2)])
    expect(name.read(bytes, 3, bytes.length, 3 + 5)).toBe(bytes.length)
    expect(text()).toBe('b')
  })

  it('may be the root, which has no text', () => {
    expect(read([0])).toEqual([1, ''])
  })

  it('is as long as RFC 1035 allows, and no longer', () => {
    expect(read([...label(63), 0])[0]).toBe(65)
    expect(read([...label(64), 0])[0]).toBe(-1)
    const longest = [...label(63), ...label(63), ...label(63), ...label(61), 0]
    expect(longest).toHaveLength(255)
    expect(read(longest)).toEqual([255, expect.stringMatching(/^[a.]{253}$/)])
    expect(read([...label(63), ...label(63), ...label(63), ...label(62), 0])[0]).toBe(-1)
    const many = Array.from({ length: 127 }, () => label(1)).flat()
    expect(read([...many, 0])[0]).toBe(255)
    expect(read([...many, ...label(1), 0])[0]).toBe(-1)
    expect(skipDnsName(Uint8Array.from([...many, ...label(1), 0]), 258, 0)).toBe(-1)
  })

  it.each([
    ['that points to itself', pointer(0), 0],
    ['that points to its own label', [...label(1), ...pointer(0)], 0],
    ['of two that point to each other', [...pointer(2), ...pointer(0)], 2],
    ['that points forward', [...pointer(2), ...label(1), 0], 0],
    ['whose pointer is cut', [0xc0], 0],
    ['with a reserved kind of label', [0x41, 0x61, 0], 0],
    ['with the other reserved kind', [0x81, 0x61, 0], 0],
  ])('is refused: one %s', (_, bytes, at) => {
    expect(read(bytes, at)).toEqual([-1, ''])
  })

  it('ends where pointers lead to pointers without end', () => {
    const chain = [...label(1), 0, ...pointer(0)]
    while (chain.length < 1000) chain.push(...pointer(chain.length - 2))
    expect(read(chain, 3 + 2 * 126)).toEqual([3 + 2 * 127, 'a'])
    expect(read(chain, 3 + 2 * 127)).toEqual([-1, ''])
  })

  it.each([
    ['a control character', [2, 0x61, 0x07, 0]],
    ['a byte beyond ASCII', [2, 0xc3, 0xa9, 0]],
    ['a dot within a label', [3, 0x61, 0x2e, 0x62, 0]],
  ])('has no text where there is %s, but an end', (_, bytes) => {
    expect(read(bytes)).toEqual([bytes.length, ''])
  })

  it('says where it is missing its root only', () => {
    expect(read([...label(2), ...label(3)])).toEqual([-1, 'aa.aaa'])
    expect(name.isPartial).toBe(true)
    for (const bytes of [[], [...label(2), 3, 0x61], [...label(2), 0xc0], [...label(2), 0]]) {
      read(bytes)
      expect(name.isPartial).toBe(false)
    }
  })

  it('is refused where it is cut, at each byte', () => {
    const bytes = Uint8Array.from([...codedName('one.example'), ...label(5), ...pointer(4)])
    for (let to = 13; to < bytes.length; to++) {
      const cut = onlyThese(bytes.subarray(0, to))
      expect(name.read(cut, 0, to, 13)).toBe(-1)
      expect(skipDnsName(cut, to, 13)).toBe(-1)
    }
    expect(name.read(bytes, 0, bytes.length, 13)).toBe(bytes.length)
    for (let to = 0; to < 13; to++) {
      const cut = onlyThese(bytes.subarray(0, to))
      expect(name.read(cut, 0, to, 0)).toBe(-1)
      expect(skipDnsName(cut, to, 0)).toBe(-1)
    }
  })
})
