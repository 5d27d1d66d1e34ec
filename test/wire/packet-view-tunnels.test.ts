import { describe, expect, it } from 'vitest'
import { LinkType } from '../../src/wire/link/link-type.ts'
import { Layer, Stop } from '../../src/wire/stop.ts'
import { Tunnel, tunnelName } from '../../src/wire/tunnel/tunnel.ts'
import { ethernet, gre, hex, ipv4, u32, vxlan } from './frame-builder.ts'
import { viewOf } from './sample-view.ts'
import { tooDeep, tunnelFrames } from './tunnel-frames.ts'

const closed = { tunnel: Tunnel.none, ipOffset: 14, sourceMacOffset: 6, destinationMacOffset: 0 }

describe('a packet view of a tunnel', () => {
  it.each(Object.entries(tunnelFrames))('reads %s', (_, { link, frame, read }) => {
    expect(viewOf(frame, link)).toMatchObject({ stop: Stop.none, innerOffset: 0, ...read })
  })

  it('has a sample of each kind, and a name for it', () => {
    const kinds = new Set(Object.values(tunnelFrames).map(({ read }) => read.tunnel))
    expect(kinds).toEqual(new Set(Object.values(Tunnel)))
    expect(Object.values(Tunnel).map(tunnelName)).toEqual(Object.keys(Tunnel))
  })

  it('follows four tunnels, and keeps the packet in the fourth', () => {
    expect(viewOf(tooDeep, LinkType.ethernet)).toMatchObject({
      stop: Stop.tooDeep,
      stopLayer: Layer.tunnel,
      tunnel: Tunnel.ipip,
      tunnelSourceOffset: 26,
      ipOffset: 14 + 4 * 20,
      protocol: 4,
      payloadOffset: 14 + 5 * 20,
    })
  })

  it.each([
    ['IPv4 of another version', ipv4(4, hex('55'.repeat(20))), 4, Layer.ipv4],
    ['IPv4 that is shorter than its header', ipv4(4, hex('45'.repeat(19))), 4, Layer.ipv4],
    ['IPv4 whose header is too short', ipv4(4, hex('44'.repeat(20))), 4, Layer.ipv4],
    ['IPv6 that is IPv4', ipv4(41, hex('45'.repeat(40))), 41, Layer.ipv6],
    [
      'a packet in GRE that ends before it begins',
      ipv4(47, gre(0, 0x86dd, [], [])),
      47,
      Layer.ipv6,
    ],
    ['a frame in GRE cut short', ipv4(47, gre(0, 0x6558, [], u32(0))), 47, Layer.ethernet],
    ['fields of GRE that are missing', ipv4(47, gre(0xb000, 0x0800, u32(0), [])), 47, Layer.gre],
    [
      'a frame in VXLAN with half an IP header',
      ipv4(17, vxlan(ethernet(0x0800, hex('45000014')))),
      17,
      Layer.ipv4,
    ],
  ])('stays outside of %s', (_, packet, protocol, stopLayer) => {
    const view = viewOf(ethernet(0x0800, packet), LinkType.ethernet)
    const read = { ...closed, ethertype: 0x0800, ipVersion: 4, protocol, limit: 14 + packet.length }
    expect(view).toMatchObject({ ...read, stop: Stop.malformed, stopLayer })
  })

  it('keeps the tag of the outer frame where the inner one cannot be read', () => {
    const inner = ethernet(0x8100, hex('0005 0800 4500'))
    const view = viewOf(ethernet(0x0800, ipv4(17, vxlan(inner))), LinkType.ethernet)
    expect(view).toMatchObject({ ...closed, vlanId: -1, vlanTags: 0, destinationPort: 4789 })
  })
})
