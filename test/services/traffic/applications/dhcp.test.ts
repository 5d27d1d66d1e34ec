import { describe, expect, it } from 'vitest'
import { dhcp } from '../../../../src/services/traffic/applications/dhcp.ts'
import { dhcpMessage, type Option, optionText } from '../../../wire/dhcp-messages.ts'
import { codedName } from '../../../wire/dns-messages.ts'
import { DAMAGED, eachCut, hear, hearDamaged, OTHER_PORT, type Said } from './heard.ts'

const mac = [2, 0, 0, 0, 0, 5]
const REQUEST = 1
const REPLY = 2
const ACK = 5
const type = (value: number): Option => ({ code: 53, data: [value] })
const hostName = optionText(12, 'Laptop')
const fqdn = (flags: number, name: readonly number[]): Option => ({
  code: 81,
  data: [flags, 0, 0, ...name],
})

const said = (operation: number, options?: readonly Option[], yourAddress?: number[]): Said => ({
  bytes: dhcpMessage({
    operation,
    mac,
    ...(options && { options }),
    ...(yourAddress && { yourAddress }),
  }),
  serverPort: 67,
  clientPort: 68,
})
const named = (name: string): string[] => [`name ${name}`, `machine ${name} 02:00:00:00:00:05`]

describe('the application DHCP', () => {
  it.each([
    [1, 'DISCOVER'],
    [2, 'OFFER'],
    [3, 'REQUEST'],
    [4, 'DECLINE'],
    [5, 'ACK'],
    [6, 'NAK'],
    [7, 'RELEASE'],
    [8, 'INFORM'],
  ])('counts messages of type %i as %s', (value, word) => {
    expect(hear(dhcp, said(REQUEST, [type(value)]))).toEqual({
      verdict: 'done',
      facts: [`detail ${word}`],
    })
  })

  it('tells what the machine with this MAC calls itself', () => {
    const { facts } = hear(dhcp, said(REQUEST, [type(3), hostName]))
    expect(facts).toEqual(['detail REQUEST', ...named('Laptop')])
  })

  it('tells the address that a named machine is given', () => {
    const { facts } = hear(dhcp, said(REPLY, [type(ACK), hostName], [192, 0, 2, 8]))
    expect(facts).toEqual(['detail ACK', ...named('Laptop'), 'address Laptop 192.0.2.8'])
  })

  it('tells no address that is only offered, or none, or without a name', () => {
    const offered = hear(dhcp, said(REPLY, [type(2), hostName], [192, 0, 2, 8]))
    expect(offered.facts).toEqual(['detail OFFER', ...named('Laptop')])
    const informed = hear(dhcp, said(REPLY, [type(ACK), hostName]))
    expect(informed.facts).toEqual(['detail ACK', ...named('Laptop')])
    const nameless = hear(dhcp, said(REPLY, [type(ACK)], [192, 0, 2, 8]))
    expect(nameless.facts).toEqual(['detail ACK'])
  })

  it.each([
    ['text', fqdn(0x01, [...Buffer.from('laptop.example.net')]), 'laptop.example.net'],
    ['the form of DNS', fqdn(0x05, codedName('laptop.example.net')), 'laptop.example.net'],
    ['the form of DNS without its root', fqdn(0x05, codedName('laptop').slice(0, -1)), 'laptop'],
  ])('takes a domain name in %s where there is no other', (_, option, name) => {
    expect(hear(dhcp, said(REQUEST, [type(1), option])).facts.slice(1)).toEqual(named(name))
    const both = hear(dhcp, said(REQUEST, [type(1), option, hostName]))
    expect(both.facts.slice(1)).toEqual(named('Laptop'))
  })

  it('takes no domain name that is damaged', () => {
    const { facts } = hear(dhcp, said(REQUEST, [type(1), fqdn(0x05, [9, 0x61])]))
    expect(facts).toEqual(['detail DISCOVER'])
  })

  it('is BOOTP on its ports without its cookie, and known by that elsewhere', () => {
    expect(hear(dhcp, said(REQUEST))).toEqual({ verdict: 'done', facts: [] })
    expect(hear(dhcp, { ...said(REQUEST), serverPort: OTHER_PORT }).verdict).toBe('no')
    const elsewhere = { ...said(REQUEST, [type(1)]), serverPort: 4011 }
    expect(hear(dhcp, elsewhere)).toEqual({ verdict: 'done', facts: ['detail DISCOVER'] })
  })

  it('tells what is left where it is cut at any byte', () => {
    const whole = said(REPLY, [type(ACK), hostName], [192, 0, 2, 8])
    const { facts: all } = hear(dhcp, whole)
    for (const cut of eachCut(whole).slice(0, -1)) {
      const { facts } = hear(dhcp, { ...cut, isCut: true })
      expect(facts).toEqual(all.slice(0, facts.length))
    }
  })
})

it(`DHCP reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const options = [type(ACK), fqdn(0x05, codedName('laptop.example.net'))]
  const seeds = [
    said(REPLY, options, [192, 0, 2, 8]),
    said(REPLY, [...options, hostName], [192, 0, 2, 8]),
    { ...said(REQUEST, options), serverPort: OTHER_PORT, clientPort: OTHER_PORT },
  ]
  const { overread, understood, refused } = hearDamaged(dhcp, seeds)
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 50)
})
