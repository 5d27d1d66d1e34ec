import { decodeIcmp } from './icmp.ts'
import { IpProtocol } from './ip-protocol.ts'
import type { PacketFields } from './packet-fields.ts'
import { decodeTcp } from './tcp.ts'
import { decodeUdp } from './udp.ts'

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
}
