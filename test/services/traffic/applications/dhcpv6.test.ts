import { describe, expect, it } from 'vitest'
import { dhcpv6 } from '../../../../src/services/traffic/applications/dhcpv6.ts'
import { dhcpv6Message, type Option } from '../../../wire/dhcp-messages.ts'
import { codedName } from '../../../wire/dns-messages.ts'
import { DAMAGED, eachCut, hear, hearDamaged, type Said } from './heard.ts'

const said = (type: number, ...options: readonly Option[]): Said => ({
  bytes: dhcpv6Message(type, options),
  serverPort: 547,
})
const fqdn = (name: readonly number[]): Option => ({ code: 39, data: [0, ...name] })
const elapsed: Option = { code: 8, data: [0, 0] }

describe('the application DHCPv6', () => {
  it.each([
    [1, 'SOLICIT'],
    [2, 'ADVERTISE'],
    [3, 'REQUEST'],
    [7, 'REPLY'],
    [11, 'INFORMATION-REQUEST'],
  ])('counts messages of type %i as %s', (type, word) => {
    const heard = hear(dhcpv6, said(type, elapsed))
    expect(heard).toEqual({ verdict: 'done', facts: [`detail ${word}`] })
  })

  it('tells what a client calls itself, with and without its domain', () => {
    for (const [coded, name] of [
      [codedName('laptop.example.net'), 'laptop.example.net'],
      [codedName('Laptop').slice(0, -1), 'laptop'],
    ] as const) {
      const { facts } = hear(dhcpv6, said(1, elapsed, fqdn(coded)))
      expect(facts).toEqual(['detail SOLICIT', `name ${name}`, `sender ${name}`])
    }
  })

  it.each([2, 7, 10])('does not call a server by the name of its client: type %i', (type) => {
    const { facts } = hear(dhcpv6, said(type, fqdn(codedName('laptop'))))
    expect(facts.slice(1)).toEqual(['name laptop'])
  })

  it('takes no name that is damaged', () => {
    expect(hear(dhcpv6, said(1, fqdn([9, 0x61]))).facts).toEqual(['detail SOLICIT'])
    expect(hear(dhcpv6, said(1, fqdn([0xc0, 0]))).facts).toEqual(['detail SOLICIT'])
  })

  it('is refused where its options do not fill it', () => {
    const whole = said(1, elapsed)
    for (const cut of eachCut(whole)) {
      const isBetween = cut.bytes.length === 4
      expect(hear(dhcpv6, cut).verdict).toBe(isBetween ? 'done' : 'no')
      const { verdict } = hear(dhcpv6, { ...cut, isCut: true })
      expect(verdict).toBe(cut.bytes.length > 0 ? 'done' : 'no')
    }
    expect(hear(dhcpv6, said(99, elapsed)).verdict).toBe('no')
  })
})

it(`DHCPv6 reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const seeds = [said(1, elapsed, fqdn(codedName('laptop.example.net'))), said(7, elapsed)]
  const { overread, understood, refused } = hearDamaged(dhcpv6, seeds)
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})
