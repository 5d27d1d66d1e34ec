import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DnsMessage } from '../../../src/wire/dns/dns-message.ts'
import { DnsName } from '../../../src/wire/dns/dns-name.ts'
import { A, AAAA, CNAME, type DnsRecord, dnsMessage, type Message } from '../dns-messages.ts'
import { onlyThese } from '../guarded-bytes.ts'

const message = new DnsMessage()
const name = new DnsName()
const text = (): string => Buffer.from(name.bytes.subarray(0, name.length)).toString('latin1')

const names = fc
  .array(fc.stringMatching(/^[a-z0-9_-]{1,12}$/), { minLength: 1, maxLength: 4 })
  .map((labels) => labels.join('.'))
const data = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const records: fc.Arbitrary<DnsRecord> = fc.oneof(
  fc.record({ name: names, type: fc.constant(A), data: data(4) }),
  fc.record({ name: names, type: fc.constant(AAAA), data: data(16) }),
  fc.record({ name: names, type: fc.constant(CNAME), data: names }),
)
const number = fc.nat(0xffff)
const messages: fc.Arbitrary<Required<Message>> = fc.record({
  id: number,
  flags: number,
  questions: fc.array(fc.record({ name: names, type: number, class: number }), { maxLength: 3 }),
  answers: fc.array(records, { maxLength: 5 }),
  authorities: fc.array(records, { maxLength: 2 }),
  additionals: fc.array(records, { maxLength: 3 }),
})

/** What can be read of the message in [from, to): its questions, and its records with their addresses. */
const read = (bytes: Uint8Array, from: number, to: number) => {
  const questions: { name: string; type: number; class: number }[] = []
  const found: { name: string; type: number; address: Uint8Array }[] = []
  if (!message.begin(bytes, from, to)) return { questions, found, isWhole: false }
  for (let i = 0; i < message.questions && message.question(bytes, name); i++)
    questions.push({ name: text(), type: message.type, class: message.class })
  const isAsked = questions.length === message.questions
  for (let i = 0; isAsked && i < message.records && message.record(bytes, name); i++) {
    const end = message.dataAt + message.addressLength
    const address = Uint8Array.from(
      { length: end - message.dataAt },
      (_, at) => bytes[message.dataAt + at] ?? 0,
    )
    found.push({ name: text(), type: message.type, address })
  }
  return { questions, found, isWhole: isAsked && found.length === message.records }
}

const addressOf = (record: DnsRecord): Uint8Array =>
  typeof record.data === 'string' ? new Uint8Array(0) : record.data

describe('a message of DNS', () => {
  it('comes back from its bytes, with its names and addresses', () => {
    fc.assert(
      fc.property(messages, fc.nat(5), (of, before) => {
        const coded = dnsMessage(of)
        const bytes = new Uint8Array(before + coded.length + 3).fill(0xc1)
        bytes.set(coded, before)
        const to = before + coded.length
        const all = [...of.answers, ...of.authorities, ...of.additionals]
        expect(read(bytes, before, to)).toEqual({
          questions: of.questions,
          found: all.map((record) => ({
            name: record.name,
            type: record.type,
            address: addressOf(record),
          })),
          isWhole: true,
        })
        expect(message.at).toBe(to)
        expect(message.leastLength).toBeLessThanOrEqual(coded.length)
        expect(message).toMatchObject({
          id: of.id,
          flags: of.flags,
          isResponse: of.flags >= 0x8000,
          opcode: (of.flags >> 11) & 15,
          responseCode: of.flags & 15,
        })
      }),
    )
  })

  it('ends at the same byte where its names are passed over', () => {
    fc.assert(
      fc.property(messages, (of) => {
        const bytes = dnsMessage(of)
        message.begin(bytes, 0, bytes.length)
        for (const _ of of.questions) expect(message.question(bytes)).toBe(true)
        for (let left = message.records; left > 0; left--) expect(message.record(bytes)).toBe(true)
        expect(message.at).toBe(bytes.length)
      }),
    )
  })

  it('that is cut at any byte tells a beginning of what it told', () => {
    const bytes = dnsMessage({
      questions: [{ name: 'www.example.net', type: A, class: 1 }],
      answers: [
        { name: 'www.example.net', type: CNAME, data: 'host.example.net' },
        { name: 'host.example.net', type: A, data: Uint8Array.of(192, 0, 2, 1) },
      ],
      additionals: [{ name: 'example.net', type: AAAA, data: new Uint8Array(16).fill(7) }],
    })
    const whole = read(bytes, 0, bytes.length)
    expect(whole.isWhole).toBe(true)
    for (let to = 0; to < bytes.length; to++) {
      const { questions, found, isWhole } = read(onlyThese(bytes.subarray(0, to)), 0, to)
      expect(isWhole).toBe(false)
      expect(questions).toEqual(whole.questions.slice(0, questions.length))
      expect(found).toEqual(whole.found.slice(0, found.length))
    }
  })

  it('has an address only where it is as long as its type asks', () => {
    const lengths = [
      [A, 4, 4],
      [A, 16, 0],
      [AAAA, 16, 16],
      [AAAA, 4, 0],
      [CNAME, 4, 0],
    ] as const
    for (const [type, length, expected] of lengths) {
      const bytes = dnsMessage({ answers: [{ name: 'a', type, data: new Uint8Array(length) }] })
      message.begin(bytes, 0, bytes.length)
      expect(message.record(bytes)).toBe(true)
      expect([type, message.addressLength]).toEqual([type, expected])
    }
  })
})
