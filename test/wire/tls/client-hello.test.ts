import { describe, expect, it } from 'vitest'
import {
  createClientHello,
  readClientHello,
  readDatagramHello,
} from '../../../src/wire/tls/client-hello.ts'
import { seededRandom } from '../../support/random.ts'
import { guardedBytes } from '../guarded-bytes.ts'
import {
  alpn,
  clientHelloOf,
  datagramHelloOf,
  type Extension,
  extension,
  handshake,
  KEY_SHARE,
  SERVER_NAME,
  serverName,
  versions,
} from '../tls-messages.ts'

const NAME = 'www.shop.example'
const PADDING = 48
const TLS_1_2 = 0x0303
const TLS_1_3 = 0x0304
const GREASE = 0x1a1a

type Read = {
  readonly whole: number
  readonly name: string | undefined
  readonly alpn: string | undefined
  readonly overread: readonly number[]
}

/** What is read of a message that lies between other bytes, of which none may be looked at. */
const read = (message: Uint8Array, reader = readClientHello): Read => {
  const to = PADDING + message.length
  const plain = new Uint8Array(to + PADDING).fill(0x21)
  plain.set(message, PADDING)
  const overread: number[] = []
  const hello = createClientHello()
  const guarded = guardedBytes(plain, PADDING, to, (at) => overread.push(at - PADDING))
  const whole = reader(guarded, PADDING, to, hello)
  const text = (from: number, end: number) => {
    if (from < 0) return undefined
    if (from < PADDING || end > to || end < from) overread.push(end - PADDING)
    return Buffer.from(plain.subarray(from, end)).toString('latin1')
  }
  return {
    whole,
    name: text(hello.nameFrom, hello.nameTo),
    alpn: text(hello.alpnFrom, hello.alpnTo),
    overread,
  }
}

const NOTHING: Read = {
  whole: 1,
  name: undefined,
  alpn: undefined,
  overread: [],
}
const REFUSED: Read = { ...NOTHING, whole: -1 }
const withThese = (...extensions: readonly Extension[]) => clientHelloOf({ extensions })

/** What a browser sends: chance first, the name, keys that take more than a segment. */
const browser = clientHelloOf({
  sessionId: new Uint8Array(32).fill(7),
  extensions: [
    extension(GREASE, 0),
    serverName(NAME),
    extension(KEY_SHARE, 1_220),
    alpn('h2', 'http/1.1'),
    versions(GREASE, TLS_1_3, TLS_1_2),
  ],
})

describe('a ClientHello', () => {
  it('tells the name, and the first protocol that is offered', () => {
    expect(read(browser)).toEqual({
      whole: 1,
      name: NAME,
      alpn: 'h2',
      overread: [],
    })
  })

  it('tells each of them without the others', () => {
    expect(read(withThese(serverName(NAME)))).toEqual({ ...NOTHING, name: NAME })
    expect(read(withThese(alpn('imap')))).toEqual({ ...NOTHING, alpn: 'imap' })
    expect(read(withThese(versions(TLS_1_3)))).toEqual(NOTHING)
  })

  it('is whole without extensions, with none of them, and with a message behind it', () => {
    const old = clientHelloOf({})
    expect(read(old)).toEqual(NOTHING)
    expect(read(withThese())).toEqual(NOTHING)
    expect(read(Uint8Array.from([...browser, 11, 0, 0, 1])).name).toBe(NAME)
  })

  it('forgets the one that was read before it', () => {
    const hello = createClientHello()
    readClientHello(browser, 0, browser.length, hello)
    const other = withThese()
    expect(readClientHello(other, 0, other.length, hello)).toBe(1)
    expect(hello).toEqual(createClientHello())
  })

  it('is not whole, and tells no other name, where it is cut behind any of its bytes', () => {
    for (let length = 0; length < browser.length; length++) {
      const cut = read(browser.subarray(0, length))
      expect({ length, whole: cut.whole, overread: cut.overread }).toEqual({
        length,
        whole: 0,
        overread: [],
      })
      expect([undefined, NAME]).toContain(cut.name)
      expect([undefined, 'h2']).toContain(cut.alpn)
    }
  })

  it('tells the name of one whose end is missing, once the name is there', () => {
    const end = Buffer.from(browser).indexOf(NAME) + NAME.length
    expect(read(browser.subarray(0, end)).name).toBe(NAME)
    expect(read(browser.subarray(0, end - 1)).name).toBeUndefined()
  })

  it.each([
    ['another message', handshake(2, browser.subarray(4))],
    ['another message of which a byte is there', Uint8Array.of(2)],
    ['SSL 2.0', Uint8Array.from([1, 0, 0, 60, 0, 2, ...new Uint8Array(58)])],
    ['a longer session id than there is', clientHelloOf({ sessionId: new Uint8Array(33) })],
    ['more bytes than any has', withThese(extension(KEY_SHARE, 16_384))],
    ['an end within its random', handshake(1, browser.subarray(4, 30))],
    ['an end within its cipher suites', handshake(1, browser.subarray(4, 4 + 34 + 33 + 3))],
    ['an end within its compression', handshake(1, browser.subarray(4, 4 + 34 + 33 + 6))],
    ['an end within its extensions', handshake(1, browser.subarray(4, -1))],
  ])('is none with %s', (_, message) => {
    expect(read(message)).toEqual(REFUSED)
  })

  it.each([
    ['of another kind than a host', serverName(NAME, 1)],
    [
      'that is longer than its extension',
      { type: SERVER_NAME, body: Uint8Array.of(0, 9, 0, 0, 6) },
    ],
    ['of which there is half a header', { type: SERVER_NAME, body: Uint8Array.of(0, 9, 0, 0) }],
    ['of no bytes at all', { type: SERVER_NAME, body: new Uint8Array(0) }],
  ])('has no name with one %s', (_, odd) => {
    expect(read(withThese(odd))).toEqual(NOTHING)
    expect(read(withThese(odd, alpn('h2')))).toEqual({ ...NOTHING, alpn: 'h2' })
  })

  it('reads nothing behind extensions that end where their content should begin', () => {
    for (const { type } of [serverName(''), alpn(), versions()])
      for (let length = 0; length < 6; length++)
        expect(read(withThese({ type, body: new Uint8Array(length) })).overread).toEqual([])
  })

  it('stops at an extension that is longer than all of them, and keeps what it has read', () => {
    const message = withThese(serverName(NAME), alpn('h2'))
    message[message.length - 6] = 0xff
    expect(read(message)).toEqual({ ...NOTHING, name: NAME })
  })

  it('looks at a bounded number of extensions', () => {
    const many = (count: number) => Array.from({ length: count }, () => extension(GREASE, 0))
    expect(read(withThese(...many(63), serverName(NAME))).name).toBe(NAME)
    expect(read(withThese(...many(64), serverName(NAME))).name).toBeUndefined()
  })
})

describe('a ClientHello of DTLS', () => {
  const readDatagram = (message: Uint8Array) => read(message, readDatagramHello)
  const extensions = [serverName(NAME), versions(TLS_1_3), alpn('coap')]
  const asked = datagramHelloOf({ extensions }, new Uint8Array(20).fill(7))
  const all: Read = { ...NOTHING, name: NAME, alpn: 'coap' }

  it('tells the same, with a cookie and without', () => {
    expect(readDatagram(asked)).toEqual(all)
    expect(readDatagram(datagramHelloOf({ extensions }))).toEqual(all)
    expect(readDatagram(datagramHelloOf({}))).toEqual(NOTHING)
  })

  it('is not whole, and tells no other name, where it is cut behind any of its bytes', () => {
    for (let length = 0; length < asked.length; length++) {
      const { whole, name, overread } = readDatagram(asked.subarray(0, length))
      expect({ length, whole, overread }).toEqual({ length, whole: 0, overread: [] })
      expect([undefined, NAME]).toContain(name)
    }
  })

  it('is none that is another message, or one fragment of several', () => {
    for (const [at, value] of [
      [0, 2],
      [8, 1],
      [11, 9],
    ] as const) {
      const other = Uint8Array.from(asked)
      other[at] = value
      expect(readDatagram(other)).toEqual(REFUSED)
    }
  })
})

const DAMAGED = 50_000

it(`a ClientHello reads nothing around ${DAMAGED} damaged ones, and never throws`, () => {
  const random = seededRandom(20261126)
  const seeds = [
    withThese(serverName(NAME), alpn('h2', 'http/1.1'), versions(TLS_1_3, TLS_1_2)),
    withThese(versions(TLS_1_3), alpn('h2'), serverName(NAME)),
    withThese(serverName(NAME), { type: 43, body: new Uint8Array(0) }),
    clientHelloOf({}),
  ]
  const overread: string[] = []
  const results = new Map<number, number>()
  for (let run = 0; run < DAMAGED; run++) {
    const bytes = Uint8Array.from(random.oneOf(seeds))
    for (let change = random.whole(0, 5); change > 0; change--) {
      const value = random.oneOf([0, 255, random.whole(0, 255), random.whole(0, 63)])
      bytes[random.whole(0, bytes.length - 1)] = value
    }
    const length = random.whole(0, 2) === 0 ? random.whole(0, bytes.length) : bytes.length
    const message = bytes.subarray(0, length)
    const said = read(message)
    results.set(said.whole, (results.get(said.whole) ?? 0) + 1)
    if (said.overread.length > 0) overread.push(Buffer.from(message).toString('hex'))
  }
  expect(overread).toEqual([])
  for (const whole of [-1, 0, 1]) expect(results.get(whole)).toBeGreaterThan(DAMAGED / 20)
})
