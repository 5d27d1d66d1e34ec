import { describe, expect, it } from 'vitest'
import { failureOf } from '../../../src/base/failure.ts'
import { capabilities } from '../../../src/net/capabilities.ts'
import { acceptAll, checkFilter, compileFilter } from '../../../src/net/filter/packet-filter.ts'

const mayOpen = capabilities().CAP_NET_RAW

const reasonOfRefusal = async (filter: string): Promise<unknown> => {
  const failure = failureOf(await checkFilter(filter).catch((error) => error), 'FILTER_INVALID')
  return failure?.values['reason']
}

describe('packet filter', () => {
  it.each(['', 'udp port 53', 'vlan 5 and tcp', 'not (host 192.0.2.1 or ether host 1:2:3:4:5:6)'])(
    'passes %j',
    async (filter) => expect(await checkFilter(filter)).toBeUndefined(),
  )

  it.each([
    ['udp port', /syntax error/],
    ['udp port 70000', /illegal port number/],
    ['x'.repeat(1_025), /1025 characters/],
    ['udp\0port 53', /NUL/],
    [`len > 0${' and len > 0'.repeat(80)} and (`, /syntax error/],
  ])('refuses %j with the reason', async (filter, reason) => {
    expect(await reasonOfRefusal(filter)).toMatch(reason)
  })

  it('does not hold up the thread that asks', async () => {
    const order: string[] = []
    const checked = checkFilter('tcp port 443').then(() => order.push('checked'))
    order.push('asked')
    await checked
    expect(order).toEqual(['asked', 'checked'])
  })

  it('accepts everything up to the snaplen with one instruction', () => {
    const { instructions, length } = acceptAll(262)
    expect(length).toBe(1)
    expect(Buffer.from(instructions).toString('hex')).toBe('0600000006010000')
  })

  it('compiles for an interface, each match cut to the snaplen', () => {
    const { instructions, length } = compileFilter('lo', 'udp', 262)
    expect(instructions).toHaveLength(length * 8)
    expect(Buffer.from(instructions).toString('hex')).toContain('0600000006010000')
    expect(() => compileFilter('lo', 'udp port', 262)).toThrow(/syntax error/)
  })

  describe.skipIf(!mayOpen)(
    `beside an opened interface${mayOpen ? '' : ' (needs CAP_NET_RAW)'}`,
    () => {
      it.each([
        'tcp port 443',
        'ether host 02:00:00:00:00:01 or ether multicast',
        'ip6 and icmp6 and ip6[40] == 128',
        'net 192.0.2.0/24 and portrange 1000-2000',
        'inbound and udp',
        'ifindex 1',
        'ether proto 0x88a8 or mpls 100',
        'len > 1000 and greater 64 and tcp[tcpflags] & tcp-syn != 0',
        'dst host 224.0.0.251 or arp or stp or ether broadcast',
      ])('%s is the same program', (filter) => {
        const opened = compileFilter('lo', filter, 262, 'cap')
        expect(compileFilter('lo', filter, 262)).toEqual(opened)
      })

      it('looks for a VLAN tag where the kernel keeps it', async () => {
        const opened = compileFilter('lo', 'vlan 5', 262, 'cap')
        expect(compileFilter('lo', 'vlan 5', 262)).toEqual(opened)
        // SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT of linux/filter.h: not a place in the frame.
        expect(opened.instructions.toString('hex')).toContain('30f0ffff')
      })
    },
  )
})
