import { LinkType } from '../../src/wire/link/link-type.ts'
import type { PacketFields } from '../../src/wire/packet-fields.ts'
import {
  authenticated,
  type Bytes,
  cooked,
  cooked2,
  ethernet,
  fragment6,
  hdlc,
  hex,
  ipv4,
  ipv6,
  loopback,
  macs,
  mpls,
  ppi,
  pppoe,
  prism,
  radiotap,
  snap,
  tagged,
  tcp,
  u16,
  u32,
  udp,
  wifi,
} from './frame-builder.ts'

/** A whole frame that is as it should be, and what a view has to tell of it. */
export type SampleFrame = {
  readonly link: number
  readonly frame: Bytes
  readonly read: Partial<PacketFields>
}

const word = hex('61626364')
const query = udp(54321, 53, word)
const packet4 = ipv4(17, query)
const packet6 = ipv6(17, query)

const asked = { sourcePort: 54321, destinationPort: 53, payloadLength: 4, protocol: 17 }
const asked4 = { ...asked, ipVersion: 4, ethertype: 0x0800 }
const asked6 = { ...asked, ipVersion: 6, ethertype: 0x86dd }
const noMacs = { sourceMacOffset: -1, destinationMacOffset: -1, groupFrame: 0 }

const ethernetFrames = {
  priorityTag: {
    frame: ethernet(0x8100, tagged(0xe000, 0x0800, packet4)),
    read: { ...asked4, vlanId: 0, vlanTags: 1, sourceMacOffset: 6, destinationMacOffset: 0 },
  },
  broadcast: {
    frame: ethernet(0x0800, packet4, { destination: macs.all }),
    read: { ...asked4, groupFrame: 1 },
  },
  taggedIpv6: {
    frame: ethernet(0x8100, tagged(7, 0x86dd, packet6)),
    read: { ...asked6, vlanId: 7, ipOffset: 18 },
  },
  pppoe: {
    frame: ethernet(0x8864, pppoe([0, 0x21, ...packet4])),
    read: { ...asked4, ipOffset: 22, sourceMacOffset: 6 },
  },
  pppoeTagged: {
    frame: ethernet(0x88a8, tagged(5, 0x8864, pppoe([0, 0x57, ...packet6]))),
    read: { ...asked6, vlanId: 5, ipOffset: 26 },
  },
  pppoeShort: {
    frame: [...ethernet(0x8864, pppoe([0x21, ...packet4])), 0, 0, 0, 0],
    read: { ...asked4, ipOffset: 21 },
  },
  pppoeControl: {
    frame: ethernet(0x8864, pppoe(hex('c021 0901 0008 12345678'))),
    read: { ethertype: 0x8864, ipVersion: 0, payloadOffset: 22, payloadLength: 8 },
  },
  pppoeDiscovery: {
    frame: ethernet(0x8863, hex('1109 0000 0004 01010000'), { destination: macs.all }),
    read: { ethertype: 0x8863, ipVersion: 0, groupFrame: 1 },
  },
  mpls: {
    frame: ethernet(0x8847, mpls([16, 17, 18], packet4)),
    read: { ...asked4, ipOffset: 26 },
  },
  mpls6: { frame: ethernet(0x8848, mpls([2], packet6)), read: { ...asked6, ipOffset: 18 } },
  mplsFrame: {
    frame: ethernet(0x8847, mpls([16], [...u32(9), ...ethernet(0x0800, packet4)])),
    read: { ...asked4, ipOffset: 36, sourceMacOffset: 28, destinationMacOffset: 22, tunnel: 0 },
  },
  mplsBareFrame: {
    frame: ethernet(0x8847, mpls([16], ethernet(0x8100, tagged(3, 0x86dd, packet6)))),
    read: { ...asked6, ipOffset: 36, sourceMacOffset: 24, destinationMacOffset: 18, vlanId: 3 },
  },
  mplsChannel: {
    frame: ethernet(0x8847, mpls([16], hex('10000007 0102030405060708'))),
    read: { ethertype: 0x8847, ipVersion: 0, payloadOffset: 18, payloadLength: 12 },
  },
  authenticated4: {
    frame: ethernet(0x0800, ipv4(51, authenticated(17, query))),
    read: { ...asked4, transportOffset: 58 },
  },
  authenticated6: {
    frame: ethernet(0x86dd, ipv6(51, authenticated(60, [17, 0, 1, 4, 0, 0, 0, 0, ...query]))),
    read: { ...asked6, transportOffset: 86 },
  },
  encrypted: {
    frame: ethernet(0x0800, ipv4(50, hex('00000100 00000001 aaaaaaaaaaaaaaaa'))),
    read: { protocol: 50, sourcePort: -1, payloadOffset: 34, payloadLength: 16 },
  },
  sctp: {
    frame: ethernet(0x0800, ipv4(132, hex('0b59 0b5a 00000001 00000000 03000010aabbccdd'))),
    read: { protocol: 132, sourcePort: 2905, destinationPort: 2906, payloadLength: 8 },
  },
  udpLite: {
    frame: ethernet(0x86dd, ipv6(136, hex('d431 0035 0008 0000 61626364'))),
    read: { ...asked6, protocol: 136 },
  },
  dccp: {
    frame: ethernet(0x0800, ipv4(33, hex('d431 0035 04 00 0000 05 000001 000000aa 61626364'))),
    read: { ...asked4, protocol: 33 },
  },
  brokenOptions: {
    frame: ethernet(0x0800, ipv4(6, tcp({ flags: 2, options: hex('0300 0307') }, []))),
    read: { tcpFlags: 2, payloadLength: 0 },
  },
  firstFragment: {
    frame: ethernet(0x0800, ipv4(17, query, { identification: 0xbeef, fragment: 0x2000 })),
    read: { ...asked4, fragment: 1, moreFragments: 1 },
  },
  laterFragment6: {
    frame: ethernet(0x86dd, ipv6(44, fragment6(17, 9, 0xcafebabe, query))),
    read: { fragmentOffset: 8, moreFragments: 1, sourcePort: -1 },
  },
  bridgedTunnel: {
    frame: ethernet(8 + packet4.length, [...hex('aaaa03 0000f8 0800'), ...packet4]),
    read: { ...asked4, llcOffset: 14, ipOffset: 22 },
  },
}

const target = hex('fe800000000000000000000000000009')
const discovered = (type: number, fixed: Bytes, options: Bytes) =>
  ethernet(0x86dd, ipv6(58, [type, 0, ...u16(0), ...fixed, ...options]))
const discoveryFrames = {
  routerSolicitation: {
    frame: discovered(133, u32(0), [1, 1, ...macs.a]),
    read: { icmpType: 133, ndMacOffset: 64, ndTargetOffset: 0 },
  },
  routerAdvertisement: {
    frame: discovered(134, new Array(12).fill(0), [5, 1, 0, 0, ...u32(1500), 1, 1, ...macs.a]),
    read: { icmpType: 134, ndMacOffset: 80, ndTargetOffset: 0 },
  },
  neighbourSolicitation: {
    frame: discovered(135, [...u32(0), ...target], [1, 1, ...macs.a]),
    read: { icmpType: 135, ndMacOffset: 80, ndTargetOffset: 62 },
  },
  neighbourAdvertisement: {
    frame: discovered(136, [...u32(0x60000000), ...target], [2, 1, ...macs.a]),
    read: { icmpType: 136, ndMacOffset: 80, ndTargetOffset: 62 },
  },
  longLinkAddress: {
    frame: discovered(135, [...u32(0), ...target], [1, 2, ...new Array(14).fill(7)]),
    read: { icmpType: 135, ndMacOffset: 0, ndTargetOffset: 62 },
  },
  probeForDuplicates: {
    frame: discovered(135, [...u32(0), ...target], [14, 1, 1, 2, 3, 4, 5, 6]),
    read: { icmpType: 135, ndMacOffset: 0, ndTargetOffset: 62 },
  },
}

const cookedFrames = {
  cooked: {
    frame: cooked(0x0800, packet4),
    read: { ...asked4, ipOffset: 16, sourceMacOffset: 6, destinationMacOffset: -1, groupFrame: 0 },
  },
  cookedBroadcast: {
    frame: cooked(0x0806, hex('0001 0800 06 04 0001 020000000001 c0a80105 000000000000 c0a80101'), {
      kind: 1,
    }),
    read: { ethertype: 0x0806, groupFrame: 1, arpOffset: 16, arpSenderMacOffset: 24 },
  },
  cookedMulticast: {
    frame: cooked(0x86dd, packet6, { kind: 2 }),
    read: { ...asked6, groupFrame: 1 },
  },
  cookedTunnelDevice: {
    frame: cooked(0x0800, packet4, { hardware: 65534, address: [] }),
    read: { ...asked4, ...noMacs },
  },
  cookedTagged: {
    frame: cooked(0x8100, tagged(12, 0x0800, packet4)),
    read: { ...asked4, vlanId: 12, ipOffset: 20 },
  },
  cookedLlc: {
    frame: cooked(4, hex('424203 00000000')),
    read: { llcOffset: 16, payloadLength: 4 },
  },
  cookedNetlink: {
    frame: cooked(0, hex('14000000'), { kind: 4, hardware: 824, address: [] }),
    read: { ethertype: 0, ipVersion: 0, payloadOffset: 16, payloadLength: 4 },
  },
}

const cooked2Frames = {
  cooked2: {
    frame: cooked2(0x86dd, packet6),
    read: { ...asked6, ipOffset: 20, sourceMacOffset: 12, destinationMacOffset: -1 },
  },
  cooked2Multicast: {
    frame: cooked2(0x0800, packet4, { kind: 2 }),
    read: { ...asked4, groupFrame: 1 },
  },
  cooked2TunnelDevice: {
    frame: cooked2(0x0800, packet4, { hardware: 65534, address: [] }),
    read: { ...asked4, ...noMacs },
  },
}

const station = macs.a
const point = hex('0200000000ff')
const other = macs.b
const wifiFrames = {
  wifiFromPoint: {
    frame: wifi(snap(0x0800, packet4), {
      control: [0x08, 0x02],
      addresses: [station, point, other],
    }),
    read: { ...asked4, sourceMacOffset: 16, destinationMacOffset: 4, llcOffset: 24, ipOffset: 32 },
  },
  wifiToPoint: {
    frame: wifi(snap(0x86dd, packet6), {
      control: [0x08, 0x01],
      addresses: [point, station, macs.all],
    }),
    read: { ...asked6, sourceMacOffset: 10, destinationMacOffset: 16, groupFrame: 1 },
  },
  wifiAdHoc: {
    frame: wifi(snap(0x0800, packet4), { control: [0x08, 0], addresses: [other, station, point] }),
    read: { ...asked4, sourceMacOffset: 10, destinationMacOffset: 4 },
  },
  wifiBetweenPoints: {
    frame: wifi(snap(0x0800, packet4), {
      control: [0x08, 0x03],
      addresses: [point, point, other, station],
    }),
    read: { ...asked4, sourceMacOffset: 24, destinationMacOffset: 16, ipOffset: 38 },
  },
  wifiQos: {
    frame: wifi(snap(0x0800, packet4), { control: [0x88, 0x02], more: [0, 0] }),
    read: { ...asked4, ipOffset: 34 },
  },
  wifiHighThroughput: {
    frame: wifi(snap(0x0800, packet4), { control: [0x88, 0x82], more: [0, 0, 0, 0, 0, 0] }),
    read: { ...asked4, ipOffset: 38 },
  },
  wifiAggregated: {
    frame: wifi([...other, ...station, ...u16(8 + packet4.length), ...snap(0x0800, packet4)], {
      control: [0x88, 0x01],
      addresses: [point, station, point],
      more: [0x80, 0],
    }),
    read: { ...asked4, destinationMacOffset: 26, sourceMacOffset: 32, ipOffset: 48 },
  },
  wifiFirstFragment: {
    frame: wifi(snap(0x0800, packet4.slice(0, -2)), { control: [0x08, 0x06] }),
    read: { ...asked4, partial: 1, payloadLength: 2 },
  },
  wifiLaterFragment: {
    frame: wifi(word, { control: [0x08, 0x02], sequence: 0x11 }),
    read: { ipVersion: 0, llcOffset: 0, sourceMacOffset: 16, payloadLength: 4 },
  },
  wifiProtected: {
    frame: wifi(hex('00000020 00000000 0102030405060708'), { control: [0x08, 0x42] }),
    read: { ipVersion: 0, sourceMacOffset: 16, destinationMacOffset: 4, payloadLength: 16 },
  },
  wifiNoData: {
    frame: wifi([], { control: [0xc8, 0x01], more: [0, 0] }),
    read: { ipVersion: 0, sourceMacOffset: 10, payloadLength: 0 },
  },
  wifiBeacon: {
    frame: wifi(word, { control: [0x80, 0], addresses: [macs.all, point, point] }),
    read: { ...noMacs, sourceMacOffset: 10, destinationMacOffset: 4, groupFrame: 1, ethertype: 0 },
  },
  wifiAcknowledgement: { frame: hex('d400 0000 020000000001'), read: { ...noMacs, ethertype: 0 } },
}

const checked = [...wifi(snap(0x0800, packet4)), ...u32(0x11223344)]
const radioFrames = {
  radiotap: { frame: radiotap(checked, 0x10), read: { ...asked4, llcOffset: 41, ipOffset: 49 } },
  radiotapAntennas: {
    frame: radiotap(wifi(snap(0x88cc, word)), 0, 3),
    read: { ethertype: 0x88cc, llcOffset: 25 + 24, payloadLength: 4 },
  },
  radiotapChecked: {
    frame: radiotap([...wifi(snap(0x88cc, word)), ...u32(0x11223344)], 0x10),
    read: { ethertype: 0x88cc, payloadLength: 4 },
  },
  radiotapPadded: {
    frame: radiotap(
      wifi([0, 0, ...snap(0x0800, packet4)], { control: [0x88, 2], more: [0, 0] }),
      0x20,
    ),
    read: { ...asked4, llcOffset: 17 + 28 },
  },
  radiotapDamaged: {
    frame: radiotap(checked, 0x50),
    read: { ...noMacs, ethertype: 0, ipVersion: 0, payloadOffset: 17 },
  },
}

const of = (
  link: number,
  frames: { readonly [name: string]: Omit<SampleFrame, 'link'> },
): { readonly [name: string]: SampleFrame } =>
  Object.fromEntries(Object.entries(frames).map(([name, sample]) => [name, { link, ...sample }]))

/** At least one frame of each link type. */
export const linkFrames: { readonly [name: string]: SampleFrame } = {
  ...of(LinkType.ethernet, { ...ethernetFrames, ...discoveryFrames }),
  ...of(LinkType.linuxCooked, cookedFrames),
  ...of(LinkType.linuxCooked2, cooked2Frames),
  ...of(LinkType.wifi, wifiFrames),
  ...of(LinkType.radiotap, radioFrames),
  ...of(LinkType.prism, {
    prismLittle: { frame: prism(wifi(snap(0x0800, packet4)), false), read: asked4 },
    prismBig: { frame: prism(wifi(snap(0x0800, packet4)), true), read: asked4 },
  }),
  ...of(LinkType.ppi, {
    ppiEthernet: {
      frame: ppi(LinkType.ethernet, ethernet(0x0800, packet4)),
      read: { ...asked4, sourceMacOffset: 18 },
    },
    ppiWifi: { frame: ppi(LinkType.wifi, wifi(snap(0x0800, packet4))), read: asked4 },
  }),
  ...of(LinkType.raw, {
    raw4: { frame: packet4, read: { ...asked4, ...noMacs, ipOffset: 0, payloadOffset: 28 } },
    raw6: { frame: packet6, read: { ...asked6, ...noMacs } },
  }),
  ...of(LinkType.rawBsd, { rawBsd: { frame: packet4, read: asked4 } }),
  ...of(LinkType.rawOpenBsd, { rawOpenBsd: { frame: packet6, read: asked6 } }),
  ...of(LinkType.ipv4, { ipv4: { frame: packet4, read: { ...asked4, ...noMacs } } }),
  ...of(LinkType.ipv6, { ipv6: { frame: packet6, read: { ...asked6, ...noMacs } } }),
  ...of(LinkType.mpls, { mplsLink: { frame: mpls([16], packet4), read: asked4 } }),
  ...of(LinkType.null, {
    nullLittle: { frame: loopback(2, packet4, false), read: { ...asked4, ...noMacs } },
    nullBig: { frame: loopback(2, packet4, true), read: asked4 },
    nullLinux: { frame: loopback(10, packet6, false), read: asked6 },
    nullOpenBsd: { frame: loopback(24, packet6, true), read: asked6 },
    nullFreeBsd: { frame: loopback(28, packet6, false), read: asked6 },
    nullMacOs: { frame: loopback(30, packet6, false), read: asked6 },
    nullAppleTalk: { frame: loopback(16, word, false), read: { ethertype: 0, payloadLength: 4 } },
  }),
  ...of(LinkType.loop, { loop: { frame: loopback(24, packet6, true), read: asked6 } }),
  ...of(LinkType.ppp, {
    ppp: { frame: [...hex('ff03 0021'), ...packet4], read: { ...asked4, ...noMacs, ipOffset: 4 } },
    pppBare: { frame: [...hex('0057'), ...packet6], read: { ...asked6, ipOffset: 2 } },
    pppMpls: { frame: [...hex('ff03 0281'), ...mpls([16], packet4)], read: asked4 },
    pppControl: {
      frame: hex('ff03 c021 0101 0004'),
      read: { ethertype: 0, ipVersion: 0, payloadOffset: 4, payloadLength: 4 },
    },
    pppIsHdlc: { frame: hdlc(0x0800, packet4), read: { ...asked4, ipOffset: 4 } },
  }),
  ...of(LinkType.pppHdlc, {
    pppHdlc: { frame: [...hex('ff03 0021'), ...packet4], read: asked4 },
  }),
  ...of(LinkType.pppoe, {
    pppoeLink: { frame: pppoe([0, 0x21, ...packet4]), read: { ...asked4, ...noMacs, ipOffset: 8 } },
  }),
  ...of(LinkType.ciscoHdlc, {
    hdlc: { frame: hdlc(0x86dd, packet6), read: { ...asked6, ...noMacs, ipOffset: 4 } },
    hdlcMpls: { frame: hdlc(0x8847, mpls([16], packet4)), read: asked4 },
    hdlcKeepAlive: {
      frame: hdlc(0x8035, hex('00000002 0000000a 00000001 ffff'), 0x8f),
      read: { ethertype: 0x8035, groupFrame: 1, payloadLength: 14 },
    },
  }),
}
