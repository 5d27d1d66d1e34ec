import type { Application } from './application.ts'
import { bgp } from './bgp.ts'
import { bittorrent } from './bittorrent.ts'
import { coap } from './coap.ts'
import { collectd } from './collectd.ts'
import { dhcp } from './dhcp.ts'
import { dhcpv6 } from './dhcpv6.ts'
import { dns } from './dns.ts'
import { dtls } from './dtls.ts'
import { ftp } from './ftp.ts'
import { http } from './http.ts'
import { imap } from './imap.ts'
import { ipsec } from './ipsec.ts'
import { irc } from './irc.ts'
import { kerberos } from './kerberos.ts'
import { ldap } from './ldap.ts'
import { llmnr } from './llmnr.ts'
import { mdns } from './mdns.ts'
import { modbus } from './modbus.ts'
import { mqtt } from './mqtt.ts'
import { munin } from './munin.ts'
import { mysql } from './mysql.ts'
import { netbios } from './netbios.ts'
import { ntp } from './ntp.ts'
import { openvpn } from './openvpn.ts'
import { pop3 } from './pop3.ts'
import { postgresql } from './postgresql.ts'
import { quic } from './quic.ts'
import { radius } from './radius.ts'
import { rdp } from './rdp.ts'
import { redis } from './redis.ts'
import { rtcp, rtp } from './rtp.ts'
import { rtsp } from './rtsp.ts'
import { sip } from './sip.ts'
import { smb } from './smb.ts'
import { smtp } from './smtp.ts'
import { snmp } from './snmp.ts'
import { socks } from './socks.ts'
import { ssdp } from './ssdp.ts'
import { ssh } from './ssh.ts'
import { stun } from './stun.ts'
import { nfs, sunrpc } from './sunrpc.ts'
import { syslog } from './syslog.ts'
import { telnet } from './telnet.ts'
import { tftp } from './tftp.ts'
import { tls } from './tls.ts'
import { vnc } from './vnc.ts'
import { wireguard } from './wireguard.ts'
import { xmpp } from './xmpp.ts'

/**
 * Who is asked what a flow speaks, in this order; those whose port it is before all others. At most 64: each is a bit of a flow that is not
 * settled. The place of an application is kept only while a flow lives, so that lines may move.
 */
export const applications: readonly Application[] = [
  tls,
  http,
  dns,
  quic,
  dtls,
  mdns,
  llmnr,
  netbios,
  dhcp,
  dhcpv6,
  ssdp,
  collectd,
  munin,
  ssh,
  smb,
  bgp,
  rdp,
  vnc,
  mqtt,
  postgresql,
  mysql,
  redis,
  rtsp,
  sip,
  stun,
  kerberos,
  snmp,
  ldap,
  nfs,
  sunrpc,
  bittorrent,
  tftp,
  syslog,
  openvpn,
  wireguard,
  ipsec,
  xmpp,
  smtp,
  imap,
  pop3,
  ftp,
  irc,
  telnet,
  socks,
  ntp,
  radius,
  coap,
  modbus,
  rtcp,
  rtp,
]

/** The word of the application with this number (its place + 1); '' for 0. */
export const applicationName = (number: number): string => applications[number - 1]?.name ?? ''

/** Whether the name of a flow of this application is that of its server, and not what the server was asked about. */
export const namesServer = (number: number): boolean => applications[number - 1]?.asksAbout !== true
