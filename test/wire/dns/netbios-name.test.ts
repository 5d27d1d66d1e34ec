import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DnsName } from '../../../src/wire/dns/dns-name.ts'
import { NetbiosName } from '../../../src/wire/dns/netbios-name.ts'
import { codedName } from '../dns-messages.ts'
import { codedLabel, plainName } from '../netbios-names.ts'

const coded = new DnsName()
const name = new NetbiosName()
const text = (): string => Buffer.from(name.bytes.subarray(0, name.length)).toString('latin1')

const decode = (label: string): boolean => {
  const bytes = Uint8Array.from(codedName(label))
  coded.read(bytes, 0, bytes.length, 0)
  return name.decode(coded)
}

describe('a name of NetBIOS', () => {
  it('comes back from its label, and from its plain bytes', () => {
    const names = fc.stringMatching(/^[!-~]{1,15}$/)
    const scope = fc.constantFrom('', '.example', '.a.b')
    fc.assert(
      fc.property(names, fc.nat(255), scope, (said, suffix, behind) => {
        expect(decode(codedLabel(said, suffix) + behind)).toBe(true)
        expect([text(), name.suffix]).toEqual([said.toLowerCase(), suffix])
        name.take(Uint8Array.of(0, ...plainName(said, suffix)), 1)
        expect([text(), name.suffix]).toEqual([said.toLowerCase(), suffix])
      }),
    )
  })

  it('is the example of RFC 1001, 14.1', () => {
    expect(decode('EGFCEFEECACACACACACACACACACACACA.NETBIOS.COM')).toBe(true)
    expect(text()).toBe('fred')
  })

  it('belongs to a machine by two of its suffixes', () => {
    const machines = [...Array(256).keys()].filter((suffix) => {
      expect(decode(codedLabel('host', suffix))).toBe(true)
      return name.isMachine
    })
    expect(machines).toEqual([0x00, 0x20])
  })

  it.each([
    ['is too short', 'a'.repeat(31)],
    ['is too long', 'a'.repeat(33)],
    ['has a letter behind P', `${'a'.repeat(31)}q`],
    ['has a digit', `0${'a'.repeat(31)}`],
    ['is empty', ''],
  ])('is refused where its label %s', (_, label) => {
    expect(decode(label)).toBe(false)
  })

  it('has no text where it is not printable, and none where it is empty', () => {
    expect(decode(codedLabel('\x01\x02__MSBROWSE__\x02', 1))).toBe(true)
    expect([name.length, name.suffix]).toEqual([0, 1])
    expect(decode(codedLabel('', 0))).toBe(true)
    expect(name.length).toBe(0)
    expect(decode(codedLabel('*'.padEnd(15, '\0'), 0))).toBe(true)
    expect(text()).toBe('*')
  })
})
