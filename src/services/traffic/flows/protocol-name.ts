import { IpProtocol } from '../../../wire/network/ip-protocol.ts'
import { FIRST_ETHERTYPE, LLC, UNREADABLE } from './flow-key.ts'

const names = new Map<number, string>([
  [IpProtocol.icmp, 'icmp'],
  [IpProtocol.igmp, 'igmp'],
  [IpProtocol.tcp, 'tcp'],
  [IpProtocol.udp, 'udp'],
  [IpProtocol.gre, 'gre'],
  [IpProtocol.esp, 'esp'],
  [IpProtocol.ah, 'ah'],
  [IpProtocol.icmp6, 'icmpv6'],
  [IpProtocol.ospf, 'ospf'],
  [IpProtocol.pim, 'pim'],
  [IpProtocol.vrrp, 'vrrp'],
  [IpProtocol.pgm, 'pgm'],
  [IpProtocol.sctp, 'sctp'],
  [FIRST_ETHERTYPE | 0x0806, 'arp'],
  [FIRST_ETHERTYPE | 0x888e, 'eapol'],
  [FIRST_ETHERTYPE | 0x88cc, 'lldp'],
  [LLC, 'llc'],
  [UNREADABLE, 'unreadable'],
])

/**
 * What the protocol word of a flow key is called: a known name, `ip-<number>`, `ethertype-0x<4
 * digits>` (also IP whose header could not be read), `llc`, or `unreadable` for less than an
 * Ethernet header. At most 16 characters.
 */
export const protocolName = (word: number): string =>
  names.get(word) ??
  (word < FIRST_ETHERTYPE
    ? `ip-${word}`
    : `ethertype-0x${(word & 0xffff).toString(16).padStart(4, '0')}`)
