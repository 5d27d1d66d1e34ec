import { describe, expect, it } from 'vitest'
import { Names } from '../../../../src/services/traffic/names/names.ts'

type Kind = 'hostName' | 'machineName' | 'detail'

/** What is kept of a text that lies between other bytes; '' where nothing is. */
const kept = (kind: Kind, said: string | Uint8Array): string => {
  const names = new Names()
  const bytes = Buffer.concat([Buffer.from('<'), Buffer.from(said), Buffer.from('>')])
  return names.texts.textOf(names[kind](bytes, 1, bytes.length - 1))
}
const host = Int32Array.of(1, 2, 3, 4)
const learn = (names: Names, text: string) => {
  const bytes = Buffer.from(text)
  return names.hostName(bytes, 0, bytes.length)
}
const fill = (names: Names, count: number) => {
  for (let number = 0; number < count; number++) learn(names, `unused-${number}.example`)
}

describe('the name of a host', () => {
  it.each([
    ['www.example.net', 'www.example.net'],
    ['WWW.Example.NET', 'www.example.net'],
    ['www.example.net.', 'www.example.net'],
    ['_ipp._tcp.local', '_ipp._tcp.local'],
    ['2001:DB8::7', '2001:db8::7'],
    ['', ''],
    ['.', ''],
    ['two words.example', ''],
    ['line\nfeed.example', ''],
    ['zero\0.example', ''],
    ['bücher.example', ''],
    ['del\x7f.example', ''],
  ])('%j is kept as %j', (said, name) => {
    expect(kept('hostName', said)).toBe(name)
  })

  it('has 253 characters at most, without the dot at its end', () => {
    expect(kept('hostName', 'a'.repeat(253))).toHaveLength(253)
    expect(kept('hostName', `${'a'.repeat(253)}.`)).toHaveLength(253)
    expect(kept('hostName', 'a'.repeat(254))).toBe('')
  })
})

describe('the name of a machine', () => {
  it.each([
    ['Living Room', 'Living Room'],
    ['Zoés Büro', 'Zoés Büro'],
    ['', ''],
    ['bell\x07', ''],
    ['del\x7f', ''],
  ])('%j is kept as %j', (said, name) => {
    expect(kept('machineName', said)).toBe(name)
  })

  it('is cut behind 64 bytes', () => {
    expect(kept('machineName', 'a'.repeat(80))).toBe('a'.repeat(64))
  })
})

describe('a detail', () => {
  it.each([
    ['GET', 'GET'],
    ['SSL 3.0', 'SSL 3.0'],
    ['a'.repeat(24), 'a'.repeat(24)],
    ['a'.repeat(25), ''],
    [' GET', ''],
    ['GET ', ''],
    ['', ''],
    ['é', ''],
    ['a\tb', ''],
    ['a\x7f', ''],
  ])('%j is kept as %j', (said, detail) => {
    expect(kept('detail', said)).toBe(detail)
  })

  it('has the number of the constant that says the same', () => {
    const names = new Names()
    const number = names.constant('GET')
    expect(names.detail(Buffer.from('GET'), 0, 3)).toBe(number)
    expect(names.constant('GET')).toBe(number)
    expect(names.constant('POST')).not.toBe(number)
  })
})

describe('names', () => {
  it('are all kept while there are few of them', () => {
    const names = new Names()
    fill(names, 1_000)
    names.tidy(
      () => expect.unreachable(),
      () => expect.unreachable(),
    )
    expect(names.texts.size).toBe(1_000)
  })

  it('that a host, a machine or a flow has outlive the others, under new numbers', () => {
    const names = new Names()
    fill(names, 30_000)
    const mac = Uint8Array.of(2, 0, 0, 0, 0, 5)
    const device = Int32Array.of(5, 6, 7, 8)
    names.hosts.learn(device, 0, host, learn(names, 'asked.example'))
    names.learnMachine(mac, 0, learn(names, 'laptop'))
    const own = learn(names, 'said.example')
    const constant = names.constant('GET')
    fill(names, 60_000)
    let moved = 0
    names.tidy(
      (marks) => {
        marks[own] = 1
      },
      (places) => {
        moved = places[own] ?? 0
        expect(places[constant]).toBe(0)
      },
    )
    expect(names.texts.size).toBe(3)
    // Others take the places that are free now.
    fill(names, 60_000)
    expect(names.texts.textOf(moved)).toBe('said.example')
    const both = Int32Array.of(...device, ...host)
    expect(names.texts.textOf(names.hosts.nameOf(both, 0, 4))).toBe('asked.example')
    expect(names.texts.textOf(names.machines.nameOf(0x0200, 5))).toBe('laptop')
    expect(learn(names, 'said.example')).toBe(moved)
    expect(names.texts.textOf(names.constant('GET'))).toBe('GET')
  })
})
