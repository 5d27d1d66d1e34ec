import { describe, expect, it } from 'vitest'
import { tls } from '../../../../src/services/traffic/applications/tls.ts'
import { LocalNetworks } from '../../../../src/services/traffic/ends/local-networks.ts'
import { fileFlows } from '../../../../src/services/traffic/files/file-flows.ts'
import { FlowTracker } from '../../../../src/services/traffic/flow-tracker.ts'
import { LinkType } from '../../../../src/wire/link/link-type.ts'
import {
  alpn,
  chosen,
  clientHelloOf,
  extension,
  KEY_SHARE,
  recordOf,
  recordsOf,
  serverHelloOf,
  serverName,
  versions,
} from '../../../wire/tls-messages.ts'
import { frameOf } from '../traffic-frames.ts'
import { DAMAGED, eachCut, hear, hearDamaged, OTHER_PORT, type Said } from './heard.ts'
import { join, noise } from './spoken.ts'

const NAME = 'www.shop.example'
const TLS_1_3 = 0x0304
const HANDSHAKE = 22
const DATA = 23

const said = (bytes: Uint8Array, more: Partial<Said> = {}): Said => ({
  bytes,
  serverPort: OTHER_PORT,
  isTcp: true,
  ...more,
})
const heard = (bytes: Uint8Array, isCut = false) => hear(tls, said(bytes, { isCut }))
const REFUSED = { verdict: 'no', facts: [] }

const message = clientHelloOf({
  sessionId: new Uint8Array(32).fill(7),
  extensions: [serverName(NAME), extension(KEY_SHARE, 40), alpn('h2', 'http/1.1')],
})
const asked = recordOf(HANDSHAKE, message)
const ASKED = { verdict: 'next', facts: [`name ${NAME}`, 'detail ALPN h2'] }
const certificate = Uint8Array.from([11, 0, 0, 3, 0, 0, 0])

describe('the application TLS', () => {
  it('tells the name and the first protocol that the client offers', () => {
    expect(heard(asked)).toEqual(ASKED)
  })

  it('tells them where the hello lies in several records', () => {
    for (const length of [1, 5, 50, message.length - 1])
      expect([length, heard(recordsOf(message, length))]).toEqual([length, ASKED])
  })

  it('tells them where something follows the hello', () => {
    const changed = recordOf(20, Uint8Array.of(1))
    expect(heard(join(asked, changed, recordOf(DATA, noise(40))))).toEqual(ASKED)
  })

  it('waits for the end of the hello, and tells nothing before', () => {
    for (const bytes of [asked, recordsOf(message, 60)])
      for (const cut of eachCut(said(bytes)).slice(1)) {
        const { length } = cut.bytes
        const verdict = length <= 5 ? 'unsure' : 'more'
        expect([length, hear(tls, cut)]).toEqual([length, { verdict, facts: [] }])
      }
  })

  it('does not wait for what the snaplen took away, and tells no other name', () => {
    for (const { bytes } of eachCut(said(asked)).slice(6)) {
      const { verdict, facts } = heard(bytes, true)
      expect([bytes.length, verdict]).toEqual([bytes.length, 'next'])
      expect(ASKED.facts.slice(0, facts.length)).toEqual(facts)
    }
  })

  it('tells nothing of a client that says neither, and no protocol of another length', () => {
    expect(heard(recordOf(HANDSHAKE, clientHelloOf({})))).toEqual({ verdict: 'next', facts: [] })
    const long = clientHelloOf({ extensions: [alpn('a'.repeat(60))] })
    expect(heard(recordOf(HANDSHAKE, long)).facts).toEqual([`detail ALPN ${'a'.repeat(19)}`])
  })

  it.each([
    ['1.2', serverHelloOf({ extensions: [extension(0xff01, 1)] })],
    ['1.2', serverHelloOf({})],
    ['1.0', serverHelloOf({}, 0x0301)],
    ['1.1', serverHelloOf({}, 0x0302)],
    ['SSL 3.0', serverHelloOf({}, 0x0300)],
    ['1.3', serverHelloOf({ extensions: [extension(KEY_SHARE, 36), chosen(TLS_1_3)] })],
    ['1.3', serverHelloOf({ sessionId: new Uint8Array(32), extensions: [chosen(TLS_1_3)] })],
  ])('tells that the server chose %s', (version, hello) => {
    const agreed = { verdict: 'done', facts: [`detail ${version}`] }
    expect(heard(recordOf(HANDSHAKE, hello))).toEqual(agreed)
    expect(heard(recordsOf(hello, 9))).toEqual(agreed)
    expect(heard(recordOf(HANDSHAKE, join(hello, certificate)))).toEqual(agreed)
    for (const cut of eachCut(said(recordOf(HANDSHAKE, hello))).slice(6))
      expect(hear(tls, cut)).toEqual({ verdict: 'more', facts: [] })
  })

  it('takes no version from what follows the ServerHello', () => {
    const hello = serverHelloOf({ extensions: [] })
    const behind = Uint8Array.from([0, 43, 0, 2, 3, 4, 0, 0])
    expect(heard(recordOf(HANDSHAKE, join(hello, behind))).facts).toEqual(['detail 1.2'])
  })

  it.each([
    ['data', recordOf(DATA, noise(60))],
    ['data of which the end comes later', recordOf(DATA, noise(60)).subarray(0, 30)],
    ['an alert and data', join(recordOf(21, Uint8Array.of(1, 0)), recordOf(DATA, noise(9)))],
    [
      'a change of the cipher',
      join(recordOf(20, Uint8Array.of(1)), recordOf(HANDSHAKE, noise(40))),
    ],
    ['a certificate', recordOf(HANDSHAKE, certificate)],
    ['data and the beginning of more', join(recordOf(DATA, noise(60)), Uint8Array.of(23, 3, 3))],
  ])('is known from its middle by %s', (_, bytes) => {
    expect(heard(bytes)).toEqual({ verdict: 'next', facts: [] })
  })

  it('knows a hello in the form of SSL 2.0', () => {
    const old = Uint8Array.from([0x80, 43, 1, 3, 1, 0, 18, 0, 0, 0, 16, ...noise(34)])
    expect(heard(old)).toEqual({ verdict: 'next', facts: [] })
    expect(heard(old.subarray(0, -1))).toEqual(REFUSED)
  })

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: example.net\r\n\r\n')],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
    ['a record of no bytes', Uint8Array.from([22, 3, 1, 0, 0, 1])],
    ['a record of too many bytes', Uint8Array.from([22, 3, 1, 0x48, 1, 1])],
    ['another type', Uint8Array.from([24, 3, 1, 0, 9, 1])],
    ['another version', Uint8Array.from([22, 2, 1, 0, 9, 1])],
    ['a later version', Uint8Array.from([22, 3, 5, 0, 9, 1])],
    ['a hello of another version', recordOf(HANDSHAKE, Uint8Array.from([1, 0, 0, 60, 2, 3]))],
    ['data behind which no record begins', join(recordOf(DATA, noise(9)), 'GET / HTTP/1.1')],
    ['half a header that is none', Uint8Array.from([22, 4])],
  ])('leaves to others: %s', (_, bytes) => {
    expect(heard(Uint8Array.from(bytes))).toEqual(REFUSED)
  })

  it('is not found in chance', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const { verdict, facts } = heard(noise(1 + ((seed * 37) % 300), seed))
      expect([seed, ['no', 'unsure'].includes(verdict), facts]).toEqual([seed, true, []])
    }
  })
})

const ends = { from: [192, 168, 1, 5], to: [198, 51, 100, 7], fromPort: 50_000, toPort: 443 }
const BEGIN = 0xffff_ff00

/** What the engine makes of a connection in which the client sends these bytes, each from its place in the stream on. */
const flowOf = (parts: readonly (readonly [place: number, bytes: Uint8Array])[], port = 443) => {
  const tracker = new FlowTracker({ flowLimit: 10, local: new LocalNetworks([]) })
  for (const [index, [place, payload]] of parts.entries()) {
    const sequence = (BEGIN + place) >>> 0
    const bytes = frameOf({ ...ends, toPort: port, protocol: 6, tcpFlags: 24, sequence, payload })
    tracker.frame(bytes, 0, bytes.length, bytes.length, index, 0, -1, LinkType.ethernet)
  }
  const [flow] = fileFlows(tracker)
  return { application: flow?.application, name: flow?.name }
}
const FOUND = { application: 'tls', name: NAME }

describe('TLS in segments', () => {
  const inOne = asked
  const inTwo = recordsOf(message, 70)

  it.each([
    ['in one record', inOne, 443],
    ['in two records', inTwo, 443],
    ['on another port', inOne, OTHER_PORT],
  ])('has its name wherever the hello is divided, %s', (_, hello, port) => {
    for (let at = 1; at < hello.length; at++) {
      const parts = [[0, hello.subarray(0, at)] as const, [at, hello.subarray(at)] as const]
      expect([at, flowOf(parts, port)]).toEqual([at, FOUND])
    }
  })

  it('has its name where a segment is sent again between two', () => {
    for (let at = 1; at < inTwo.length; at++) {
      const first = [0, inTwo.subarray(0, at)] as const
      const second = [at, inTwo.subarray(at)] as const
      expect([at, flowOf([first, first, second, first])]).toEqual([at, FOUND])
    }
  })

  it('has no name where a segment is missing', () => {
    for (let at = 10; at < inOne.length - 10; at++) {
      const parts = [[0, inOne.subarray(0, at)] as const, [at + 3, inOne.subarray(at + 3)] as const]
      expect([at, flowOf(parts)]).toEqual([at, { application: 'tls', name: '' }])
    }
  })
})

it(`TLS reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const hellos = [message, serverHelloOf({ extensions: [chosen(TLS_1_3)] })]
  const { overread, understood, refused } = hearDamaged(
    tls,
    [
      ...hellos.flatMap((hello) => [recordOf(HANDSHAKE, hello), recordsOf(hello, 30)]),
      recordOf(HANDSHAKE, clientHelloOf({ extensions: [versions(TLS_1_3), serverName(NAME)] })),
      join(recordOf(DATA, noise(20)), recordOf(DATA, noise(20))),
    ].map((bytes) => said(bytes)),
  )
  // Nobody is shown a payload of nothing.
  expect(overread.filter((hex) => hex !== '')).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})
