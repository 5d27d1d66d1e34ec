import { describe, expect, it } from 'vitest'
import { llmnr } from '../../../../src/services/traffic/applications/llmnr.ts'
import { A, AAAA, dnsMessage, type Message } from '../../../wire/dns-messages.ts'
import { DAMAGED, eachCut, hear, hearDamaged, type Said } from './heard.ts'

const udp = (message: Message): Said => ({ bytes: dnsMessage(message), serverPort: 5355 })

const name = 'Printer'
const questions = [{ name, type: A }]
const answers = [
  { name, type: A, data: Uint8Array.of(192, 0, 2, 9) },
  { name, type: AAAA, data: Uint8Array.from([0xfe, 0x80, ...new Uint8Array(13), 9]) },
]
const answered: Message = { flags: 0x8000, questions, answers }
const answeredFacts = [
  'name printer',
  'address printer 192.0.2.9',
  'sender printer',
  'address printer fe80::9',
  'sender printer',
]

describe('the application LLMNR', () => {
  it('tells the name that is asked for', () => {
    expect(hear(llmnr, udp({ questions }))).toEqual({ verdict: 'done', facts: ['name printer'] })
  })

  it('tells the host that answers, and its addresses', () => {
    expect(hear(llmnr, udp(answered))).toEqual({ verdict: 'done', facts: answeredFacts })
  })

  it('tells no host where nothing is answered, or something else', () => {
    const nothing = hear(llmnr, udp({ ...answered, answers: [] }))
    expect(nothing.facts).toEqual(['name printer'])
    const other = [{ name, type: A, class: 3, data: Uint8Array.of(192, 0, 2, 9) }]
    expect(hear(llmnr, udp({ ...answered, answers: other })).facts).toEqual(['name printer'])
    expect(hear(llmnr, udp({ questions, answers })).facts).toEqual(['name printer'])
  })

  it('is refused with another opcode, and with other than one question', () => {
    expect(hear(llmnr, udp({ flags: 0x2800, questions })).verdict).toBe('no')
    expect(hear(llmnr, udp({ flags: 0x8000, answers })).verdict).toBe('no')
    expect(hear(llmnr, udp({ questions: [...questions, ...questions] })).verdict).toBe('no')
  })

  it('tells what is left where it is cut at any byte', () => {
    for (const cut of eachCut(udp(answered))) {
      const { facts } = hear(llmnr, { ...cut, isCut: true })
      expect(facts).toEqual(answeredFacts.slice(0, facts.length))
    }
  })
})

it(`LLMNR reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const { overread, understood, refused } = hearDamaged(llmnr, [{ questions }, answered].map(udp))
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})
