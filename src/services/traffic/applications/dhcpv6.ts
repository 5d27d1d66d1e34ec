import { Dhcpv6Message, Dhcpv6Type } from '../../../wire/dhcp/dhcpv6-message.ts'
import { DnsName } from '../../../wire/dns/dns-name.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 8415, 7.2. */
const CLIENT_PORT = 546
const SERVER_PORT = 547

/** By type (RFC 8415, 7.3). */
const words: readonly (string | undefined)[] = [
  undefined,
  'SOLICIT',
  'ADVERTISE',
  'REQUEST',
  'CONFIRM',
  'RENEW',
  'REBIND',
  'REPLY',
  'RELEASE',
  'DECLINE',
  'RECONFIGURE',
  'INFORMATION-REQUEST',
  'RELAY-FORW',
  'RELAY-REPL',
]

const message = new Dhcpv6Message()
const fqdn = new DnsName()

/** RFC 8415. Its bytes alone are too few that are known. */
export const dhcpv6: Application = {
  name: 'dhcpv6',
  transport: 'udp',
  ports: [SERVER_PORT, CLIENT_PORT],
  portsOnly: true,
  look: ({ bytes, from, to, isCut }, facts) => {
    if (!message.read(bytes, from, to) || !(message.isWhole || isCut)) return Verdict.no
    facts.detail(words[message.type] ?? '')
    const { fqdnAt, fqdnEnd } = message
    if (fqdn.read(bytes, fqdnAt, fqdnEnd, fqdnAt) >= 0 || fqdn.isPartial) {
      facts.name(fqdn.bytes, 0, fqdn.length)
      if (!isFromServer(message.type)) facts.senderName(fqdn.bytes, 0, fqdn.length)
    }
    return Verdict.done
  },
  asksAbout: true,
  follows: true,
}

/** A server repeats the name of its client, or gives it one (RFC 4704, 6). */
const isFromServer = (type: number): boolean =>
  type === Dhcpv6Type.advertise || type === Dhcpv6Type.reply || type === Dhcpv6Type.reconfigure
