import { describe, expect, it } from 'vitest'
import { LinkType } from '../../src/wire/link/link-type.ts'
import { PacketView } from '../../src/wire/packet-view.ts'
import { Layer, Stop } from '../../src/wire/stop.ts'
import { bytesOf, frames } from './frames.ts'

const decoded = (hex: string, wireLength?: number, vlan = -1): PacketView => {
  const bytes = bytesOf(hex)
  const view = new PacketView()
  const wire = wireLength ?? bytes.length + (vlan < 0 ? 0 : 4)
  view.decode(bytes, 0, bytes.length, wire, vlan, LinkType.ethernet)
  return view
}

const whole = { stop: Stop.none, stopLayer: Layer.none }
const udp = { ...whole, protocol: 17, sourcePort: 54321, destinationPort: 53, payloadLength: 4 }

const readable: Partial<Record<keyof typeof frames, Partial<PacketView>>> = {
  tcp: {
    ...whole,
    ipVersion: 4,
    ipOffset: 14,
    sourceOffset: 26,
    destinationOffset: 30,
    transportOffset: 34,
    sourcePort: 50000,
    destinationPort: 443,
    tcpFlags: 0x12,
    sequence: 0x80000001 | 0,
    acknowledgement: 0x7fffffff,
    window: 65535,
    payloadOffset: 54,
    payloadLength: 0,
  },
  tcpOptions: { ...whole, tcpFlags: 2, payloadOffset: 58, payloadLength: 0 },
  udp: { ...udp, payloadOffset: 42 },
  udpPadded: { ...udp, payloadOffset: 42 },
  icmp: { ...whole, protocol: 1, icmpType: 8, icmpCode: 0, sourcePort: -1, payloadLength: 0 },
  igmp: { ...whole, protocol: 2, transportOffset: 0, payloadOffset: 34, payloadLength: 8 },
  ipv4Options: { ...udp, transportOffset: 38 },
  firstFragment: { ...whole, fragment: 1, moreFragments: 1, sourcePort: 54321, payloadLength: 4 },
  laterFragment: {
    ...whole,
    fragment: 1,
    fragmentOffset: 1480,
    sourcePort: -1,
    transportOffset: 0,
    payloadLength: 8,
  },
  vlan: { ...udp, vlanId: 100, vlanTags: 1, ipOffset: 18 },
  qinq: { ...udp, vlanId: 101, vlanTags: 2, ipOffset: 22 },
  arp: {
    ...whole,
    ethertype: 0x0806,
    ipVersion: 0,
    protocol: -1,
    arpOffset: 14,
    arpOperation: 1,
    arpSenderMacOffset: 22,
    arpSenderAddressOffset: 28,
  },
  ipv6Tcp: { ...whole, ipVersion: 6, sourceOffset: 22, destinationOffset: 38, transportOffset: 54 },
  ipv6Extensions: { ...udp, ipVersion: 6, transportOffset: 70 },
  ipv6First: { ...udp, ipVersion: 6, fragment: 1, moreFragments: 1 },
  ipv6Later: { ...whole, protocol: 17, fragment: 1, fragmentOffset: 16, sourcePort: -1 },
  ipv6Atomic: { ...udp, fragment: 0 },
  ipv6NoNext: { ...whole, protocol: 59, payloadLength: 0 },
  icmp6: { ...whole, protocol: 58, icmpType: 135, payloadLength: 16 },
  llc: { ...whole, ethertype: 0, llcOffset: 14, payloadOffset: 17, payloadLength: 4 },
  snap: { ...udp, ethertype: 0x0800, llcOffset: 14, ipOffset: 22 },
  lldp: { ...whole, ethertype: 0x88cc, payloadOffset: 14, payloadLength: 8 },
}

const odd: Partial<Record<keyof typeof frames, Partial<PacketView>>> = {
  ihlTooSmall: { stop: Stop.malformed, stopLayer: Layer.ipv4, sourceOffset: 26, sourcePort: -1 },
  totalBelowHeader: { stop: Stop.malformed, stopLayer: Layer.ipv4, protocol: 17, sourcePort: -1 },
  totalBeyondFrame: { stop: Stop.malformed, stopLayer: Layer.ipv4, sourcePort: 54321 },
  versionWrong: { stop: Stop.malformed, stopLayer: Layer.ipv4, ipVersion: 0, ethertype: 0x0800 },
  offsetTooSmall: { stop: Stop.malformed, stopLayer: Layer.tcp, sourcePort: 50000 },
  udpTooShort: { stop: Stop.malformed, stopLayer: Layer.udp, destinationPort: 53 },
  udpTooLong: {
    stop: Stop.malformed,
    stopLayer: Layer.udp,
    destinationPort: 53,
    bytesRequired: 13,
  },
  tooManyTags: { stop: Stop.tooDeep, stopLayer: Layer.vlan, vlanTags: 4, vlanId: 1 },
  tooManyExtensions: { stop: Stop.tooDeep, stopLayer: Layer.ipv6, protocol: 60, sourcePort: -1 },
}

describe('a packet view', () => {
  it.each(Object.entries(readable))('reads %s to its payload', (name, expected) => {
    expect(decoded(frames[name as keyof typeof frames])).toMatchObject(expected)
  })

  it.each(Object.entries(odd))(
    'says where %s is odd and keeps what it read before',
    (name, expected) => {
      expect(decoded(frames[name as keyof typeof frames])).toMatchObject(expected)
    },
  )

  it('calls a header truncated only where the capture cut it', () => {
    const cut = frames.tcp.replaceAll(' ', '').slice(0, 2 * 40)
    expect(decoded(cut, 54)).toMatchObject({
      stop: Stop.truncated,
      stopLayer: Layer.tcp,
      stopOffset: 34,
      bytesRequired: 20,
      bytesAvailable: 6,
      sourcePort: 50000,
    })
    expect(decoded(cut, 40)).toMatchObject({ stop: Stop.malformed })
  })

  it('does not take a tag that the kernel took off for missing bytes', () => {
    expect(decoded(frames.udp, undefined, 0x6064)).toMatchObject({
      ...udp,
      vlanId: 100,
      vlanTags: 1,
    })
    expect(decoded(frames.tcp.slice(0, -8), 54 + 4 - 3, 1)).toMatchObject({ stop: Stop.malformed })
  })

  it('reads a payload that the capture cut as whole', () => {
    const cut = frames.udp.replaceAll(' ', '').slice(0, -8)
    expect(decoded(cut, 46)).toMatchObject(udp)
  })

  it('reads offload packets, whose length is 0, to the end of the frame', () => {
    const offload = frames.tcp.replace('4500 0028', '4500 0000')
    expect(decoded(`${offload} 61626364`)).toMatchObject({ ...whole, payloadLength: 4 })
  })

  it('tells the stop as a failure with its operands', () => {
    const failure = decoded(frames.udpTooLong).stopFailure()
    expect(failure).toMatchObject({
      code: 'WIRE_MALFORMED',
      values: { layer: 'udp', offset: 34, required: 13, available: 12 },
    })
    expect(decoded(frames.udp).stopFailure()).toBeUndefined()
  })

  it('keeps the layers it has read in each prefix of each frame', () => {
    const view = new PacketView()
    for (const hex of Object.values(frames)) {
      const bytes = bytesOf(hex)
      const full = decoded(hex)
      for (let length = 0; length <= bytes.length; length++) {
        view.decode(bytes, 0, length, bytes.length, -1, LinkType.ethernet)
        expect(view.sourceMacOffset).toBe(length >= 14 ? 6 : -1)
        if (full.ipVersion === 4) expect(view.ipVersion).toBe(length >= full.ipOffset + 20 ? 4 : 0)
        if (full.ipVersion === 6) expect(view.ipVersion).toBe(length >= full.ipOffset + 40 ? 6 : 0)
        if (full.sourcePort >= 0 && length >= full.transportOffset + 4)
          expect(view.sourcePort).toBe(full.sourcePort)
        if (full.stop === Stop.none && view.stop !== Stop.none)
          expect(view.stop).toBe(Stop.truncated)
      }
    }
  })
})
