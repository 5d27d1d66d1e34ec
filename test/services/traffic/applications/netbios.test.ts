import { describe, expect, it } from 'vitest'
import { netbios } from '../../../../src/services/traffic/applications/netbios.ts'
import { codedName, dnsMessage, type Message } from '../../../wire/dns-messages.ts'
import { codedLabel, plainName } from '../../../wire/netbios-names.ts'
import { DAMAGED, eachCut, hear, hearDamaged, type Said } from './heard.ts'

const names = (message: Message): Said => ({ bytes: dnsMessage(message), serverPort: 137 })

/** RFC 1002, 4.2.1.1: opcodes where the flags have them. */
const REGISTRATION = 5 << 11
const RELEASE = 6 << 11
const REFRESH = 8 << 11
const RESPONSE = 0x8500
const BY_SERVER = 0x0080
const NB = 0x20
const NBSTAT = 0x21
const GROUP = 0x80

const owner = (flags: number, last: number): number[] => [flags, 0, 192, 0, 2, last]
const machine = codedLabel('DESKTOP-1', 0x00)
const registered = (label: string, flags: number, opcode = REGISTRATION): Message => ({
  flags: opcode | 0x0110,
  questions: [{ name: label, type: NB }],
  additionals: [{ name: label, type: NB, data: Uint8Array.from(owner(flags, 4)) }],
})
const found = (flags: number, data: readonly number[], label = machine): Message => ({
  flags,
  answers: [{ name: label, type: NB, data: Uint8Array.from(data) }],
})
const status = (entries: readonly (readonly [string, number, number])[]): Message => ({
  flags: RESPONSE,
  answers: [
    {
      name: codedLabel('*'.padEnd(15, '\0'), 0),
      type: NBSTAT,
      data: Uint8Array.from([
        entries.length,
        ...entries.flatMap(([name, suffix, flags]) => [...plainName(name, suffix), flags, 0]),
        ...new Uint8Array(46),
      ]),
    },
  ],
})
const datagram = (kind: number, name: string, suffix: number): Said => ({
  bytes: Uint8Array.from([
    ...[kind, 0x0e, 0, 1, 192, 0, 2, 4, 0, 138, 0, 70, 0, 0],
    ...codedName(codedLabel(name, suffix)),
    ...codedName(codedLabel('WORKGROUP', 0x1d)),
    ...Buffer.from('\xffSMB%', 'latin1'),
  ]),
  serverPort: 138,
})

const own = ['name desktop-1', 'address desktop-1 192.0.2.4', 'sender desktop-1']

describe('the name service of NetBIOS', () => {
  it('tells the name that is asked for', () => {
    const asked = { flags: 0x0110, questions: [{ name: codedLabel('WORKGROUP', 0x1b), type: NB }] }
    expect(hear(netbios, names(asked))).toEqual({ verdict: 'done', facts: ['name workgroup'] })
  })

  it.each([
    ['registers', REGISTRATION],
    ['refreshes', REFRESH],
    ['releases', RELEASE],
  ])('tells the machine that %s its name', (_, opcode) => {
    expect(hear(netbios, names(registered(machine, 0, opcode))).facts).toEqual(own)
  })

  it('calls no machine by the name of a group, a user or a role', () => {
    expect(hear(netbios, names(registered(machine, GROUP))).facts).toEqual(['name desktop-1'])
    for (const suffix of [0x03, 0x1b, 0x1c, 0x1d, 0x1e]) {
      const { facts } = hear(netbios, names(registered(codedLabel('X', suffix), 0)))
      expect(facts).toEqual(['name x'])
    }
  })

  it('tells who answers for its own name, with all of its addresses', () => {
    const { facts } = hear(netbios, names(found(RESPONSE, [...owner(0, 4), ...owner(0, 5)])))
    expect(facts).toEqual([...own, 'address desktop-1 192.0.2.5', 'sender desktop-1'])
  })

  it('does not call a name server by the name that it answers for', () => {
    const { facts } = hear(netbios, names(found(RESPONSE | BY_SERVER, owner(0, 4))))
    expect(facts).toEqual(own.slice(0, 2))
    const confirmed = hear(netbios, names(found(RESPONSE | REGISTRATION, owner(0, 4))))
    expect(confirmed.facts).toEqual(own.slice(0, 2))
  })

  it('tells no address of a name that nobody has', () => {
    expect(hear(netbios, names(found(RESPONSE | 3, owner(0, 4)))).facts).toEqual(own.slice(0, 1))
  })

  it('tells a machine by the names that it lists', () => {
    const entries = [
      ['WORKGROUP', 0x00, GROUP],
      ['ADMIN', 0x03, 0x04],
      ['DESKTOP-1', 0x20, 0x04],
      ['DESKTOP-1', 0x00, 0x04],
    ] as const
    expect(hear(netbios, names(status(entries))).facts).toEqual(['name *', 'sender desktop-1'])
    expect(hear(netbios, names(status(entries.slice(0, 2)))).facts).toEqual(['name *'])
    expect(hear(netbios, names(status([]))).facts).toEqual(['name *'])
  })

  it('reads no more names than the answer holds', () => {
    const said = names(status([['WORKGROUP', 0x00, GROUP]]))
    const count = said.bytes.length - 46 - 18 - 1
    expect(said.bytes[count]).toBe(1)
    said.bytes[count] = 255
    expect(hear(netbios, said).facts).toEqual(['name *'])
    said.bytes[count - 1] = 1
    expect(hear(netbios, said).facts).toEqual(['name *'])
  })

  it('lists nothing where the answer is empty', () => {
    const empty = { name: codedLabel('*', 0), type: NBSTAT, data: new Uint8Array(0) }
    const said = names({ flags: RESPONSE, answers: [empty] })
    expect(hear(netbios, said).facts).toEqual(['name *'])
  })

  it('is known by its header where a name is damaged', () => {
    const said = names(registered(machine, 0))
    said.bytes[20] = 0x7a
    expect(hear(netbios, said)).toEqual({ verdict: 'done', facts: [] })
  })

  it('is refused with an unknown opcode, with nothing in it, and with more than fits', () => {
    expect(hear(netbios, names(registered(machine, 0, 3 << 11))).verdict).toBe('no')
    expect(hear(netbios, names({ flags: 0x0110 })).verdict).toBe('no')
    const said = names(registered(machine, 0))
    said.bytes[8] = 1
    expect(hear(netbios, said).verdict).toBe('no')
  })

  it('tells what is left where it is cut at any byte', () => {
    for (const cut of eachCut(names(registered(machine, 0)))) {
      const { facts } = hear(netbios, { ...cut, isCut: true })
      expect(facts).toEqual(own.slice(0, facts.length))
    }
  })
})

describe('the datagram service of NetBIOS', () => {
  it('tells the machine that sends', () => {
    for (const kind of [0x10, 0x11, 0x12]) {
      const { verdict, facts } = hear(netbios, datagram(kind, 'DESKTOP-1', 0x00))
      expect(verdict).toBe('done')
      expect([...facts].sort()).toEqual([...own].sort())
    }
  })

  it('calls no machine by the name of a user', () => {
    expect(hear(netbios, datagram(0x11, 'ADMIN', 0x03)).facts).toEqual(['name admin'])
  })

  it('tells nothing of what is no datagram', () => {
    expect(hear(netbios, datagram(0x13, 'DESKTOP-1', 0))).toEqual({ verdict: 'done', facts: [] })
    for (const kind of [0x0f, 0x17])
      expect(hear(netbios, datagram(kind, 'DESKTOP-1', 0)).verdict).toBe('no')
  })

  it('tells nothing where the name is cut', () => {
    for (const cut of eachCut(datagram(0x11, 'DESKTOP-1', 0)).slice(0, 14 + 34))
      expect(hear(netbios, cut)).toEqual({
        verdict: cut.bytes.length < 14 ? 'no' : 'done',
        facts: [],
      })
  })
})

it(`NetBIOS reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const seeds = [
    names(registered(machine, 0)),
    names(found(RESPONSE, [...owner(0, 4), ...owner(0, 5)])),
    names(status([['DESKTOP-1', 0x20, 0x04]])),
    datagram(0x11, 'DESKTOP-1', 0),
  ]
  const { overread, understood, refused } = hearDamaged(netbios, seeds)
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})
