import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dhcpv6Message } from '../../../src/wire/dhcp/dhcpv6-message.ts'
import { dhcpv6Message } from '../dhcp-messages.ts'
import { codedName } from '../dns-messages.ts'
import { onlyThese } from '../guarded-bytes.ts'

const message = new Dhcpv6Message()
const fqdn = (bytes: Uint8Array): number[] => [...bytes.subarray(message.fqdnAt, message.fqdnEnd)]

describe('a message of DHCPv6', () => {
  it('comes back from its bytes', () => {
    const data = fc.array(fc.nat(255), { maxLength: 20 })
    const others = fc.array(fc.record({ code: fc.integer({ min: 40, max: 300 }), data }))
    const names = fc.stringMatching(/^[a-z0-9-]{1,20}(?:\.[a-z]{2,9})?$/)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), others, names, (type, more, name) => {
        const coded = codedName(name)
        const bytes = dhcpv6Message(type, [...more, { code: 39, data: [0, ...coded] }, ...more])
        expect(message.read(bytes, 0, bytes.length)).toBe(true)
        expect([message.type, message.isWhole, fqdn(bytes)]).toEqual([type, true, coded])
      }),
    )
  })

  it('of a relay has its options behind the addresses, and hides what it carries', () => {
    const carried = { code: 9, data: [...dhcpv6Message(1, [{ code: 39, data: [0, 1, 0x61] }])] }
    const options = dhcpv6Message(0, [carried]).subarray(4)
    const bytes = Uint8Array.from([12, ...new Uint8Array(33), ...options])
    expect(message.read(bytes, 0, bytes.length)).toBe(true)
    expect(message).toMatchObject({ type: 12, isWhole: true, fqdnAt: 0 })
  })

  it.each([0, 14, 255])('is refused with type %i', (type) => {
    const bytes = dhcpv6Message(type, [])
    expect(message.read(bytes, 0, bytes.length)).toBe(false)
  })

  it('is whole only where its options fill it', () => {
    const bytes = dhcpv6Message(3, [{ code: 39, data: [0, 1, 0x61] }])
    for (let to = 1; to < bytes.length; to++) {
      expect(message.read(onlyThese(bytes.subarray(0, to)), 0, to)).toBe(true)
      expect([to, message.isWhole, message.fqdnAt]).toEqual([to, to === 4, 0])
    }
    expect(message.read(bytes, 0, 0)).toBe(false)
  })
})
