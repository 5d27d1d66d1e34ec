import { IPV4_LENGTH } from '../../../wire/address.ts'
import { i32 } from '../../../wire/bytes.ts'
import { DhcpMessage } from '../../../wire/dhcp/dhcp-message.ts'
import { DnsName } from '../../../wire/dns/dns-name.ts'
import { type Application, type Facts, Verdict } from './application.ts'

/** RFC 2131, 4.1; the third is asked by who boots from the network (PXE 2.1, 2.2.3). */
const SERVER_PORT = 67
const CLIENT_PORT = 68
const BOOT_PORT = 4011

/** By option 53 (RFC 2132, 9.6). */
const words: readonly (string | undefined)[] = [
  undefined,
  'DISCOVER',
  'OFFER',
  'REQUEST',
  'DECLINE',
  'ACK',
  'NAK',
  'RELEASE',
  'INFORM',
]
const ACK = 5

const message = new DhcpMessage()
const fqdn = new DnsName()

/** RFC 2131. Without DHCP's cookie it is BOOTP (RFC 951), which only its ports can tell. */
export const dhcp: Application = {
  name: 'dhcp',
  transport: 'udp',
  ports: [SERVER_PORT, CLIENT_PORT, BOOT_PORT],
  look: ({ bytes, from, to, clientPort, serverPort }, facts) => {
    if (!message.read(bytes, from, to)) return Verdict.no
    const isItsPort = serverPort === SERVER_PORT || clientPort === SERVER_PORT
    if (!isItsPort && !message.isDhcp) return Verdict.no
    if (message.isDhcp) {
      facts.detail(words[message.type] ?? '')
      tellName(bytes, facts)
    }
    return Verdict.done
  },
  asksAbout: true,
  follows: true,
}

/** The short name rather than the one with its domain: machines are called so. */
const tellName = (bytes: Uint8Array, facts: Facts): void => {
  const { hostNameAt, hostNameEnd, fqdnAt, fqdnEnd } = message
  if (hostNameEnd > hostNameAt) tellClient(bytes, hostNameAt, hostNameEnd, bytes, facts)
  else if (fqdnEnd === fqdnAt) return
  else if (!message.isFqdnCoded) tellClient(bytes, fqdnAt, fqdnEnd, bytes, facts)
  else if (fqdn.read(bytes, fqdnAt, fqdnEnd, fqdnAt) >= 0 || fqdn.isPartial)
    tellClient(fqdn.bytes, 0, fqdn.length, bytes, facts)
}

const tellClient = (
  name: Uint8Array,
  from: number,
  to: number,
  bytes: Uint8Array,
  facts: Facts,
): void => {
  const { macAt, yourAddressAt } = message
  facts.name(name, from, to)
  facts.machineName(name, from, to, bytes, macAt)
  // An ACK to INFORM gives no address (RFC 2131, 4.3.5).
  if (message.type === ACK && i32(bytes, yourAddressAt) !== 0)
    facts.hostAddress(name, from, to, bytes, yourAddressAt, IPV4_LENGTH)
}
