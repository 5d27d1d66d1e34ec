import { LinkType } from '../link/link-type.ts'
import { decodeIcmp } from '../network/icmp.ts'
import { IpProtocol } from '../network/ip-protocol.ts'
import type { PacketFields } from '../packet-fields.ts'
import { findGreTunnel } from '../tunnel/gre.ts'
import { Tunnel } from '../tunnel/tunnel.ts'
import { decodeDccp } from './dccp.ts'
import { decodeSctp } from './sctp.ts'
import { decodeTcp } from './tcp.ts'
import { decodeUdp, decodeUdpLite } from './udp.ts'

/**
 * Reads what `view.protocol` says, at `at`; an unknown protocol is payload. A later fragment has no
 * header to read.
 */
export const decodeTransport = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  view.payload(at)
  if (view.fragmentOffset > 0) return
  const protocol = view.protocol
  if (protocol === IpProtocol.tcp) decodeTcp(view, bytes, start, at)
  else if (protocol === IpProtocol.udp) decodeUdp(view, bytes, start, at)
  else if (protocol === IpProtocol.icmp || protocol === IpProtocol.icmp6)
    decodeIcmp(view, bytes, start, at)
  else if (protocol === IpProtocol.ipv4) view.carries(at, LinkType.ipv4, Tunnel.ipip)
  else if (protocol === IpProtocol.ipv6) view.carries(at, LinkType.ipv6, Tunnel.ip6ip)
  else if (protocol === IpProtocol.gre) findGreTunnel(view, bytes, start, at)
  else if (protocol === IpProtocol.sctp) decodeSctp(view, bytes, start, at)
  else if (protocol === IpProtocol.udpLite) decodeUdpLite(view, bytes, start, at)
  else if (protocol === IpProtocol.dccp) decodeDccp(view, bytes, start, at)
}
