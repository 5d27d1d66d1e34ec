import { describe, expect, it } from 'vitest'
import { mdns } from '../../../../src/services/traffic/applications/mdns.ts'
import {
  A,
  AAAA,
  codedName,
  dnsMessage,
  type Message,
  PTR,
  SRV,
} from '../../../wire/dns-messages.ts'
import { DAMAGED, eachCut, hear, hearDamaged, type Said } from './heard.ts'

const udp = (message: Message): Said => ({ bytes: dnsMessage(message), serverPort: 5353 })

const FLUSH = 0x8001
const host = 'Kitchen-TV.local'
const service = '_googlecast._tcp.local'
const v4 = Uint8Array.of(192, 0, 2, 7)
const v6 = Uint8Array.from([0xfe, 0x80, ...new Uint8Array(13), 7])
const questions = [
  { name: service, type: PTR },
  { name: '_ipp._tcp.local', type: PTR },
]
const addresses = [
  { name: host, type: A, class: FLUSH, data: v4 },
  { name: host, type: AAAA, class: FLUSH, data: v6 },
]
const announced: Message = {
  flags: 0x8400,
  answers: [{ name: service, type: PTR, data: `Kitchen.${service}` }],
  additionals: [
    {
      name: `Kitchen.${service}`,
      type: SRV,
      data: Uint8Array.from([0, 0, 0, 0, 0x1f, 0x49, ...codedName(host)]),
    },
    ...addresses,
  ],
}
const addressFacts = [
  'address kitchen-tv.local 192.0.2.7',
  'sender kitchen-tv',
  'address kitchen-tv.local fe80::7',
  'sender kitchen-tv',
]

describe('the application mDNS', () => {
  it('tells the first name that is asked for, and waits for an answer', () => {
    const heard = hear(mdns, udp({ questions }))
    expect(heard).toEqual({ verdict: 'next', facts: [`name ${service}`] })
  })

  it('tells the host that answers, and its addresses, in whatever section they are', () => {
    const heard = hear(mdns, udp(announced))
    expect(heard).toEqual({ verdict: 'done', facts: [`name ${service}`, ...addressFacts] })
    const { facts } = hear(mdns, udp({ flags: 0x8400, answers: addresses }))
    expect(facts).toEqual(['name kitchen-tv.local', ...addressFacts])
  })

  it('takes a name and addresses from answers behind questions too', () => {
    const { facts } = hear(mdns, udp({ ...announced, questions }))
    expect(facts).toEqual([`name ${service}`, ...addressFacts])
  })

  it('tells no host of what an asker knows already, or is about to say', () => {
    const known = { questions, answers: addresses, authorities: addresses }
    expect(hear(mdns, udp(known)).facts).toEqual([`name ${service}`])
  })

  it('calls no sender by a name elsewhere', () => {
    const answers = [{ name: 'www.example.net', type: A, data: v4 }]
    const { facts } = hear(mdns, udp({ flags: 0x8400, answers }))
    expect(facts).toEqual(['name www.example.net', 'address www.example.net 192.0.2.7'])
    const bare = [{ name: 'local', type: A, data: v4 }]
    expect(hear(mdns, udp({ flags: 0x8400, answers: bare })).facts).not.toContain('sender ')
  })

  it('is refused with another opcode, and with more than fits', () => {
    expect(hear(mdns, udp({ flags: 0x2800, questions })).verdict).toBe('no')
    const said = udp({ questions })
    said.bytes[6] = 1
    expect(hear(mdns, said).verdict).toBe('no')
    expect(hear(mdns, { ...said, isCut: true }).verdict).toBe('next')
  })

  it('tells what is left where it is cut at any byte', () => {
    const whole = hear(mdns, udp(announced)).facts
    for (const cut of eachCut(udp(announced))) {
      const { facts } = hear(mdns, { ...cut, isCut: true })
      expect(facts).toEqual(whole.slice(0, facts.length))
    }
  })
})

it(`mDNS reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const seeds = [{ questions }, announced, { ...announced, questions }].map(udp)
  const { overread, understood, refused } = hearDamaged(mdns, seeds)
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})
