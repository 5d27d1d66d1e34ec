import { LinkType } from '../../src/wire/link/link-type.ts'
import type { PacketFields } from '../../src/wire/packet-fields.ts'
import { Tunnel } from '../../src/wire/tunnel/tunnel.ts'
import {
  type Bytes,
  capwap,
  ethernet,
  fragment6,
  gre,
  gtp,
  hex,
  ipv4,
  ipv6,
  macs,
  mpls,
  snap,
  tagged,
  u16,
  u32,
  udp,
  vxlan,
  wifi,
} from './frame-builder.ts'
import type { SampleFrame } from './link-frames.ts'

const query = udp(54321, 53, hex('61626364'))
const inner4 = ipv4(17, query, { source: [10, 0, 0, 1], destination: [10, 0, 0, 2] })
const inner6 = ipv6(17, query)
const innerFrame = ethernet(0x0800, inner4, { destination: macs.all })

const asked = { sourcePort: 54321, destinationPort: 53, payloadLength: 4, protocol: 17 }
const asked4 = { ...asked, ipVersion: 4, ethertype: 0x0800 }
const asked6 = { ...asked, ipVersion: 6, ethertype: 0x86dd }
const noMacs = { sourceMacOffset: -1, destinationMacOffset: -1 }
const outer4 = { tunnelVersion: 4, tunnelSourceOffset: 26, tunnelDestinationOffset: 30 }
const outer6 = { tunnelVersion: 6, tunnelSourceOffset: 22, tunnelDestinationOffset: 38 }
/** Nothing inside could be read: the flow is that of the tunnel's ends. */
const closed = { tunnel: Tunnel.none, tunnelVersion: 0, sourceMacOffset: 6, ipOffset: 14 }

const over4 = (protocol: number, payload: Bytes): Bytes => ethernet(0x0800, ipv4(protocol, payload))
const over6 = (next: number, payload: Bytes): Bytes => ethernet(0x86dd, ipv6(next, payload))

const whole: { readonly [name: string]: { frame: Bytes; read: Partial<PacketFields> } } = {
  ipv4InIpv4: {
    frame: over4(4, inner4),
    read: { ...asked4, ...noMacs, ...outer4, tunnel: Tunnel.ipip, ipOffset: 34 },
  },
  ipv4InIpv6: { frame: over6(4, inner4), read: { ...asked4, ...outer6, tunnel: Tunnel.ipip } },
  ipv6InIpv4: { frame: over4(41, inner6), read: { ...asked6, ...outer4, tunnel: Tunnel.ip6ip } },
  ipv6InIpv6: { frame: over6(41, inner6), read: { ...asked6, ...outer6, tunnel: Tunnel.ip6ip } },
  gre: {
    frame: over4(47, gre(0, 0x0800, [], inner4)),
    read: { ...asked4, ...noMacs, ...outer4, tunnel: Tunnel.gre, ipOffset: 38 },
  },
  greFields: {
    frame: over6(47, gre(0xb000, 0x86dd, [...u32(0), ...u32(7), ...u32(1)], inner6)),
    read: { ...asked6, ...outer6, tunnel: Tunnel.gre },
  },
  greFrame: {
    frame: over4(47, gre(0x2000, 0x6558, u32(7), innerFrame)),
    read: {
      ...asked4,
      tunnel: Tunnel.gre,
      destinationMacOffset: 42,
      sourceMacOffset: 48,
      groupFrame: 1,
    },
  },
  greMpls: {
    frame: over4(47, gre(0, 0x8847, [], mpls([16], inner4))),
    read: { ...asked4, tunnel: Tunnel.gre },
  },
  grePptp: {
    frame: over4(
      47,
      gre(
        0x3081,
        0x880b,
        [...u16(4 + inner4.length), ...u16(9), ...u32(1), ...u32(0)],
        [...hex('ff030021'), ...inner4],
      ),
    ),
    read: { ...asked4, ...outer4, tunnel: Tunnel.gre },
  },
  vxlan: {
    frame: over4(17, vxlan(innerFrame)),
    read: {
      ...asked4,
      ...outer4,
      tunnel: Tunnel.vxlan,
      destinationMacOffset: 50,
      sourceMacOffset: 56,
      groupFrame: 1,
    },
  },
  vxlanTagged: {
    frame: ethernet(
      0x8100,
      tagged(9, 0x86dd, ipv6(17, vxlan(ethernet(0x8100, tagged(10, 0x86dd, inner6))))),
    ),
    read: { ...asked6, tunnel: Tunnel.vxlan, tunnelVersion: 6, vlanId: 9, vlanTags: 2 },
  },
  vxlanArp: {
    frame: over4(
      17,
      vxlan(
        ethernet(0x0806, hex('0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002')),
      ),
    ),
    read: {
      ethertype: 0x0806,
      ipVersion: 0,
      protocol: -1,
      sourcePort: -1,
      arpOffset: 64,
      arpSenderMacOffset: 72,
      ...outer4,
      tunnel: Tunnel.vxlan,
    },
  },
  gtp: {
    frame: over4(17, gtp(0x30, [], inner4)),
    read: { ...asked4, ...outer4, tunnel: Tunnel.gtp },
  },
  gtpExtended: {
    frame: over6(17, gtp(0x36, hex('0001 00 85 01 10 05 c0 02 000000000000 00'), inner6)),
    read: { ...asked6, ...outer6, tunnel: Tunnel.gtp },
  },
  capwapWifi: {
    frame: over4(17, capwap(wifi(snap(0x0800, inner4)), true)),
    read: { ...asked4, ...outer4, tunnel: Tunnel.capwap, llcOffset: 74, sourceMacOffset: 66 },
  },
  capwapSwapped: {
    frame: over4(
      17,
      capwap(wifi(snap(0x86dd, inner6), { control: [0x01, 0x08], sequence: 0x1001 }), true),
    ),
    read: { ...asked6, tunnel: Tunnel.capwap },
  },
  capwapEthernet: {
    frame: over4(17, capwap(innerFrame, false)),
    read: { ...asked4, tunnel: Tunnel.capwap, groupFrame: 1 },
  },
  tunnelInTunnel: {
    frame: over4(17, gtp(0x30, [], ipv6(41, ipv6(47, gre(0, 0x0800, [], inner4))))),
    read: { ...asked4, ...outer4, tunnel: Tunnel.gtp },
  },
  tunnelInFragment: {
    frame: ethernet(0x0800, ipv4(4, inner4.slice(0, -2), { fragment: 0x2000 })),
    read: { ...asked4, tunnel: Tunnel.ipip, fragment: 0, partial: 1, payloadLength: 2 },
  },
  laterFragment: {
    frame: ethernet(0x86dd, ipv6(44, fragment6(41, 0x10, 7, inner6))),
    read: { ...closed, protocol: 41, fragmentOffset: 16, ipVersion: 6 },
  },
  greUnknown: {
    frame: over4(47, gre(0, 0x88be, [], innerFrame)),
    read: { ...closed, protocol: 47, ipVersion: 4 },
  },
  greRouted: {
    frame: over4(47, gre(0x4000, 0x0800, [...u32(0), ...u32(0)], inner4)),
    read: { ...closed, protocol: 47 },
  },
  greAcknowledgement: {
    frame: over4(47, gre(0x2081, 0x880b, [...u32(9), ...u32(1)], [])),
    read: { ...closed, protocol: 47 },
  },
  greControl: {
    frame: over4(
      47,
      gre(0x3001, 0x880b, [...u16(8), ...u16(9), ...u32(1)], hex('c021 0101 0004 0000')),
    ),
    read: { ...closed, protocol: 47 },
  },
  vxlanNot: {
    frame: over4(17, udp(4789, 40000, hex('0001 0000 0001 0000 0000 0000 01 61'))),
    read: { ...closed, sourcePort: 4789, destinationPort: 40000, payloadLength: 14 },
  },
  gtpControl: {
    frame: over4(17, udp(2152, 2152, hex('32 01 0004 00000000 0001 0000'))),
    read: { ...closed, sourcePort: 2152, payloadLength: 12 },
  },
  gtpEndless: {
    frame: over4(17, gtp(0x34, hex(`000000c0${'010000c0'.repeat(9)}01000000`), inner4)),
    read: { ...closed, sourcePort: 2152 },
  },
  capwapControl: {
    frame: over4(17, udp(5247, 12380, hex('01000000 16feff0000000000'))),
    read: { ...closed, sourcePort: 5247, payloadLength: 12 },
  },
  capwapBeacon: {
    frame: over4(17, capwap(wifi([], { control: [0x80, 0] }), true)),
    read: { ...closed, destinationPort: 5247 },
  },
}

/** Every kind of tunnel, and what only looks like one. */
export const tunnelFrames: { readonly [name: string]: SampleFrame } = Object.fromEntries(
  Object.entries(whole).map(([name, sample]) => [name, { link: LinkType.ethernet, ...sample }]),
)

/** Five tunnels, one more than are followed. */
export const tooDeep: Bytes = over4(4, ipv4(4, ipv4(4, ipv4(4, ipv4(4, inner4)))))
