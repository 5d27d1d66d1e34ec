import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LinkType } from '../../src/wire/link/link-type.ts'
import { PacketView } from '../../src/wire/packet-view.ts'
import { Stop } from '../../src/wire/stop.ts'
import { Tunnel } from '../../src/wire/tunnel/tunnel.ts'
import {
  type Bytes,
  capwap,
  cooked,
  cooked2,
  ethernet,
  gre,
  gtp,
  hdlc,
  ipv4,
  ipv6,
  loopback,
  macs,
  mpls,
  pppoe,
  radiotap,
  snap,
  tagged,
  tcp,
  udp,
  vxlan,
  wifi,
} from './frame-builder.ts'

const bytes = (length: number): fc.Arbitrary<Bytes> =>
  fc.array(fc.nat(255), { minLength: length, maxLength: length })
const port = fc.nat(0xffff).filter((value) => ![4789, 2152, 5247].includes(value))
const word = fc.nat(0xffffffff)
const payload = fc.array(fc.nat(255), { maxLength: 40 })

const segment = fc.record({
  source: port,
  destination: port,
  sequence: word,
  acknowledgement: word,
  flags: fc.nat(255),
  window: fc.nat(0xffff),
  options: fc.nat(10).chain((words) => bytes(4 * words)),
  payload,
})
const datagram = fc.record({ source: port, destination: port, payload })

const packet4 = fc.record({
  source: bytes(4),
  destination: bytes(4),
  identification: fc.nat(0xffff),
  options: fc.nat(10).map((words) => new Array<number>(4 * words).fill(1)),
})
const packet6 = fc.record({
  source: bytes(16),
  destination: bytes(16),
  extensions: fc.array(fc.constantFrom(0, 43, 60, 135), { maxLength: 4 }),
})

type Ip = { readonly version: 4 | 6; readonly packet: Bytes }
const extended = (next: number, extensions: Bytes, rest: Bytes): readonly [number, Bytes] =>
  extensions.reduceRight<readonly [number, Bytes]>(
    ([protocol, behind], extension) => [extension, [protocol, 0, 1, 4, 0, 0, 0, 0, ...behind]],
    [next, rest],
  )
const type = ({ version }: Ip): number => (version === 4 ? 0x0800 : 0x86dd)

/** Each way to carry an IP packet in another one. */
const tunnels: readonly (readonly [number, number, (ip: Ip) => Bytes])[] = [
  [Tunnel.gre, 47, (ip) => gre(0x2000, type(ip), [0, 0, 0, 7], ip.packet)],
  [Tunnel.gre, 47, (ip) => gre(0, 0x6558, [], ethernet(type(ip), ip.packet))],
  [Tunnel.vxlan, 17, (ip) => vxlan(ethernet(type(ip), ip.packet))],
  [Tunnel.gtp, 17, (ip) => gtp(0x32, [0, 1, 0, 0], ip.packet)],
  [Tunnel.capwap, 17, (ip) => capwap(wifi(snap(type(ip), ip.packet)), true)],
]
const plainTunnel = (ip: Ip): readonly [number, number, Bytes] =>
  ip.version === 4 ? [Tunnel.ipip, 4, ip.packet] : [Tunnel.ip6ip, 41, ip.packet]

/** Each way to carry an IP packet on a link. */
const links: readonly (readonly [number, (ip: Ip) => Bytes])[] = [
  [LinkType.ethernet, (ip) => ethernet(type(ip), ip.packet)],
  [LinkType.ethernet, (ip) => ethernet(0x8100, tagged(12, type(ip), ip.packet))],
  [LinkType.ethernet, (ip) => ethernet(0x8847, mpls([16, 17], ip.packet))],
  [LinkType.linuxCooked, (ip) => cooked(type(ip), ip.packet)],
  [LinkType.linuxCooked2, (ip) => cooked2(type(ip), ip.packet)],
  [LinkType.raw, (ip) => ip.packet],
  [LinkType.null, (ip) => loopback(ip.version === 4 ? 2 : 30, ip.packet, false)],
  [LinkType.ppp, (ip) => [0xff, 3, 0, ip.version === 4 ? 0x21 : 0x57, ...ip.packet]],
  [LinkType.pppoe, (ip) => pppoe([0, ip.version === 4 ? 0x21 : 0x57, ...ip.packet])],
  [LinkType.ciscoHdlc, (ip) => hdlc(type(ip), ip.packet)],
  [LinkType.wifi, (ip) => wifi(snap(type(ip), ip.packet))],
  [LinkType.radiotap, (ip) => radiotap([...wifi(snap(type(ip), ip.packet)), 9, 9, 9, 9], 0x10)],
]

const transport = fc.oneof(
  segment.map((header) => ({ ...header, protocol: 6, inside: tcp(header, header.payload) })),
  datagram.map((header) => ({
    ...header,
    protocol: 17,
    inside: udp(header.source, header.destination, header.payload),
  })),
)
const network = fc.oneof(
  packet4.map((header) => ({ ...header, version: 4 as const, extensions: [] as Bytes })),
  packet6.map((header) => ({ ...header, version: 6 as const })),
)

it('tells of any packet, on any link and in any tunnels, what it was built from', () => {
  const view = new PacketView()
  fc.assert(
    fc.property(
      transport,
      network,
      fc.array(fc.nat(tunnels.length), { maxLength: 4 }),
      fc.constantFrom(...links),
      (top, ip, nested, [link, build]) => {
        const [protocol, rest] = extended(top.protocol, ip.extensions, top.inside)
        let packet: Ip = {
          version: ip.version,
          packet: ip.version === 4 ? ipv4(protocol, rest, ip) : ipv6(protocol, rest, ip),
        }
        let outermost: number = Tunnel.none
        for (const [depth, index] of nested.entries()) {
          const chosen = tunnels[index]
          const [tunnel, next, carried] = chosen
            ? ([chosen[0], chosen[1], chosen[2](packet)] as const)
            : plainTunnel(packet)
          packet =
            depth % 2 === 0
              ? { version: 4, packet: ipv4(next, carried) }
              : { version: 6, packet: ipv6(next, carried) }
          outermost = tunnel
        }
        const frame = Uint8Array.from(build(packet))
        view.decode(frame, 0, frame.length, frame.length, -1, link)
        const at = (offset: number, length: number) => [...frame.subarray(offset, offset + length)]
        expect(view).toMatchObject({
          stop: Stop.none,
          tunnel: outermost,
          ipVersion: ip.version,
          protocol: top.protocol,
          sourcePort: top.source,
          destinationPort: top.destination,
          payloadLength: top.payload.length,
        })
        expect(at(view.sourceOffset, ip.source.length)).toEqual(ip.source)
        expect(at(view.destinationOffset, ip.source.length)).toEqual(ip.destination)
        expect(at(view.payloadOffset, view.payloadLength)).toEqual(top.payload)
        if (!('flags' in top)) return
        expect([view.tcpFlags, view.window]).toEqual([top.flags, top.window])
        expect(view.sequence >>> 0).toBe(top.sequence)
        expect(view.acknowledgement >>> 0).toBe(top.acknowledgement)
      },
    ),
    { numRuns: 2_000 },
  )
})

it('reads a plain frame, whole or damaged, as the readers of the layers do', () => {
  const plain = new PacketView()
  const layered = new PacketView()
  const damages = fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 2 })
  fc.assert(
    fc.property(
      transport,
      network,
      fc.boolean(),
      damages,
      fc.nat(20),
      fc.nat(20),
      (top, ip, isTagged, changes, missing, padding) => {
        const [protocol, rest] = extended(top.protocol, ip.extensions.slice(0, 1), top.inside)
        const packet =
          ip.version === 4
            ? ipv4(protocol, rest, { ...ip, options: ip.options.slice(0, 4) })
            : ipv6(protocol, rest, ip)
        const kind = ip.version === 4 ? 0x0800 : 0x86dd
        const built = isTagged
          ? ethernet(0x8100, tagged(9, kind, packet), { destination: macs.all })
          : ethernet(kind, packet)
        const frame = Uint8Array.from([...built, ...new Array<number>(padding).fill(0)])
        for (const [at, value] of changes) if (at < frame.length) frame[at] = value
        const captured = missing > 10 ? frame.length : frame.length - missing
        plain.decode(frame, 0, captured, frame.length, -1, LinkType.ethernet)
        // A tag that the kernel took off is not what the second way is made for.
        layered.decode(frame, 0, captured, frame.length + 4, 0, LinkType.ethernet)
        const { vlanId, vlanTags } = plain
        expect({ ...layered, vlanId, vlanTags }).toEqual({ ...plain })
        expect(layered.vlanTags).toBe(vlanTags + 1)
      },
    ),
    { numRuns: 5_000 },
  )
})
