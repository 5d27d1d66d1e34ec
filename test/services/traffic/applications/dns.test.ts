import { describe, expect, it } from 'vitest'
import { dns } from '../../../../src/services/traffic/applications/dns.ts'
import {
  A,
  AAAA,
  CNAME,
  dnsMessage,
  type Message,
  OPT,
  PTR,
  SRV,
  TXT,
} from '../../../wire/dns-messages.ts'
import { DAMAGED, eachCut, hear, hearDamaged, OTHER_PORT, type Said } from './heard.ts'

const PORT = 53
const QUESTION = 0x0100
const ANSWER = 0x8180
const name = 'www.example.net'
const questions = [{ name, type: A }]
const v4 = Uint8Array.of(192, 0, 2, 1)
const v6 = Uint8Array.from([0x20, 0x01, 0x0d, 0xb8, ...new Uint8Array(11), 1])
const chain = [
  { name, type: CNAME, data: 'cdn.example.org' },
  { name: 'cdn.example.org', type: A, data: v4 },
  { name: 'cdn.example.org', type: A, data: Uint8Array.of(192, 0, 2, 2) },
]

const udp = (message: Message, serverPort = PORT): Said => ({
  bytes: dnsMessage(message),
  serverPort,
})
const prefixed = (bytes: Uint8Array): number[] => [bytes.length >> 8, bytes.length & 255, ...bytes]
const tcp = (messages: readonly Message[], serverPort = PORT): Said => ({
  bytes: Uint8Array.from(messages.flatMap((message) => prefixed(dnsMessage(message)))),
  serverPort,
  isTcp: true,
})

const asked = { id: 7, flags: QUESTION, questions }
const answered = { id: 7, flags: ANSWER, questions, answers: chain }
const askedFacts = [`name ${name}`, 'question 7', 'detail A']
const answeredFacts = [
  `name ${name}`,
  'answer 7 0',
  `address ${name} 192.0.2.1`,
  `address ${name} 192.0.2.2`,
]

describe('the application DNS', () => {
  it('tells what is asked, and waits for an answer', () => {
    expect(hear(dns, udp(asked))).toEqual({ verdict: 'next', facts: askedFacts })
  })

  it('tells addresses by the name that was asked for, whatever it is an alias of', () => {
    expect(hear(dns, udp(answered))).toEqual({ verdict: 'done', facts: answeredFacts })
  })

  it('tells addresses of IPv6 too', () => {
    const answers = [{ name, type: AAAA, data: v6 }]
    const { facts } = hear(dns, udp({ ...answered, answers }))
    expect(facts.at(-1)).toBe(`address ${name} 2001:db8::1`)
  })

  it('leaves out what is no address of the Internet', () => {
    const answers = [
      { name, type: A, class: 3, data: v4 },
      { name, type: A, data: v6 },
      { name, type: TXT, data: v4 },
    ]
    const { facts } = hear(dns, udp({ ...answered, answers, additionals: chain }))
    expect(facts).toEqual(answeredFacts.slice(0, 2))
  })

  it.each([
    [1, 'FORMERR'],
    [2, 'SERVFAIL'],
    [3, 'NXDOMAIN'],
    [5, 'REFUSED'],
  ])('counts answers with code %i as %s, and waits for a better one', (code, word) => {
    expect(hear(dns, udp({ id: 9, flags: ANSWER | code, questions }))).toEqual({
      verdict: 'next',
      facts: [`name ${name}`, `answer 9 ${code}`, `detail ${word}`],
    })
  })

  it.each([
    [AAAA, 'AAAA'],
    [PTR, 'PTR'],
    [SRV, 'SRV'],
    [65, 'HTTPS'],
    [255, 'ANY'],
  ])('counts questions of type %i as %s', (type, word) => {
    const { facts } = hear(dns, udp({ ...asked, questions: [{ name, type }] }))
    expect(facts.at(-1)).toBe(`detail ${word}`)
  })

  it.each([
    [0x2000, 'NOTIFY'],
    [0x2800, 'UPDATE'],
  ])('counts %i as %s, which asks nothing', (flags, word) => {
    expect(hear(dns, udp({ ...asked, flags })).facts).toEqual([`detail ${word}`])
  })

  it('knows a refusal that is a header alone', () => {
    const heard = hear(dns, udp({ id: 5, flags: 0x8005 }))
    expect(heard).toEqual({ verdict: 'next', facts: ['answer 5 5', 'detail REFUSED'] })
  })

  it('tells no name where there is none that can be shown', () => {
    const { facts } = hear(dns, udp({ ...asked, questions: [{ name: 'a\x01b.net', type: A }] }))
    expect(facts).toEqual(askedFacts.slice(1))
  })

  it('reads what the snaplen left', () => {
    const { bytes, serverPort } = udp(answered)
    const cut = (length: number) =>
      hear(dns, { bytes: bytes.subarray(0, length), serverPort, isCut: true })
    expect(cut(12)).toEqual({ verdict: 'done', facts: ['answer 7 0'] })
    expect(cut(bytes.length - 1).facts).toEqual(answeredFacts.slice(0, -1))
    expect(cut(11).verdict).toBe('no')
  })

  it('takes a question that makes sense for one, though the counts are damaged', () => {
    const said = udp(asked)
    said.bytes[6] = 0xca
    expect(hear(dns, said)).toEqual({ verdict: 'next', facts: askedFacts })
    said.bytes[said.bytes.length - 1] = 9
    expect(hear(dns, said)).toEqual({ verdict: 'no', facts: [] })
  })

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: example.net\r\n\r\n')],
    ['TLS', Buffer.from('1603010200010001fc0303a7b1c3d5e7f9', 'hex')],
    ['WireGuard', Buffer.from(`01000000${'9a3c5d7f'.repeat(36)}`, 'hex')],
  ])('leaves %s to others, though it goes to its port', (_, bytes) => {
    for (const isTcp of [false, true])
      expect(hear(dns, { bytes, serverPort: PORT, isTcp }).verdict).toBe('no')
  })

  it('is known on any port where it is whole and beyond doubt', () => {
    const opt = { name: '', type: OPT, class: 1232, data: new Uint8Array(0) }
    const sure: Message[] = [asked, answered, { ...asked, additionals: [opt] }]
    for (const message of sure) {
      expect(hear(dns, udp(message, OTHER_PORT))).toEqual(hear(dns, udp(message)))
      expect(hear(dns, tcp([message], OTHER_PORT))).toEqual(hear(dns, tcp([message])))
    }
    const doubtful: Message[] = [
      { ...asked, flags: 0x0140 },
      { ...asked, flags: 0x0103 },
      { ...asked, flags: 0x2900 },
      { ...asked, questions: [{ name, type: 7 }] },
      { ...asked, questions: [{ name, type: A, class: 9 }] },
      { ...asked, questions: [{ name: '', type: A }] },
      { ...asked, questions: [...questions, ...questions] },
      { ...asked, answers: chain },
    ]
    for (const message of doubtful) expect(hear(dns, udp(message, OTHER_PORT)).verdict).toBe('no')
    const { bytes } = udp(asked)
    const longer = Uint8Array.from([...bytes, 0])
    expect(hear(dns, { bytes: longer, serverPort: OTHER_PORT }).verdict).toBe('no')
    for (const said of [udp(answered, OTHER_PORT), tcp([asked], OTHER_PORT)])
      for (const cut of eachCut(said)) expect(hear(dns, cut).verdict).toBe('no')
  })

  it.each([137, 5353, 5355])('leaves port %i to who has the same form there', (port) => {
    expect(hear(dns, udp(asked, port)).verdict).toBe('no')
    expect(hear(dns, { ...udp(asked, OTHER_PORT), clientPort: port }).verdict).toBe('no')
  })
})

describe('the application DNS over TCP', () => {
  it('tells all messages that came, and waits for others', () => {
    const heard = hear(dns, tcp([asked, answered]))
    expect(heard).toEqual({ verdict: 'next', facts: [...askedFacts, ...answeredFacts] })
  })

  it('raises nothing until the last message is whole', () => {
    for (const cut of eachCut(tcp([asked, answered]))) {
      const length = cut.bytes.length
      const isOne = length === 2 + dnsMessage(asked).length
      const heard = hear(dns, cut)
      expect([length, heard.verdict]).toEqual([
        length,
        isOne ? 'next' : length < 14 ? 'unsure' : 'more',
      ])
      if (!isOne) expect(heard.facts).toEqual([])
    }
  })

  it('does not wait for what the snaplen took away, nor for a very long message', () => {
    const answers = Array.from({ length: 400 }, () => ({ name, type: A, data: v4 }))
    const long = tcp([{ ...answered, answers }])
    const bytes = long.bytes.subarray(0, 200)
    const heard = hear(dns, { ...long, bytes })
    expect(heard.verdict).toBe('done')
    expect(heard.facts.slice(0, 3)).toEqual(answeredFacts.slice(0, 3))
    const short = tcp([answered])
    const cut = hear(dns, { ...short, bytes: short.bytes.subarray(0, -1), isCut: true })
    expect(cut).toEqual({ verdict: 'done', facts: answeredFacts.slice(0, -1) })
  })

  it('tells a bounded number of addresses of one message', () => {
    const answers = Array.from({ length: 400 }, () => ({ name, type: A, data: v4 }))
    expect(hear(dns, tcp([{ ...answered, answers }])).facts).toHaveLength(2 + 64)
  })
})

it(`DNS reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const seeds = [asked, answered].flatMap((message) => [
    udp(message),
    udp(message, OTHER_PORT),
    tcp([message, message]),
  ])
  const { overread, understood, refused } = hearDamaged(dns, seeds)
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})
