import { IPV4_LENGTH } from '../../../wire/address.ts'
import { u8, u16 } from '../../../wire/bytes.ts'
import { DnsMessage } from '../../../wire/dns/dns-message.ts'
import { DnsName } from '../../../wire/dns/dns-name.ts'
import { NETBIOS_NAME_LENGTH, NetbiosName } from '../../../wire/dns/netbios-name.ts'
import { type Application, type Facts, Verdict } from './application.ts'

/** RFC 1002, 4.2 and 4.4. The sessions carry SMB, which knows them. */
const NAME_PORT = 137
const DATAGRAM_PORT = 138

/** RFC 1002, 4.2.1.1; 9 is a refresh too, 15 the registration of a host with several addresses (MS-NBTE, 2.2.2). */
const QUERY = 0
const opcodes: readonly number[] = [QUERY, 5, 6, 7, 8, 9, 15]
/** RFC 1002, 4.2.1.1: said by a name server, which answers for others. */
const RECURSION_AVAILABLE = 0x0080

/** What the snaplen cut was at most so long (RFC 1002, 4.2.1). */
const CUT_ROOM = 576

/** RFC 1002, 4.2.1.3. */
const NAME_TYPE = 0x20
const STATUS_TYPE = 0x21

/** RFC 1002, 4.2.13: for each address with the name 16 flags, the first of which is set for a group, and the address. */
const OWNER_LENGTH = 6
const OWNER_ADDRESS = 2
const GROUP = 0x8000
/** More than a host has: name servers keep no more of one. */
const MAX_OWNERS = 25

/** RFC 1002, 4.2.18: a count, then names with 16 flags each. */
const STATUS_NAME_LENGTH = NETBIOS_NAME_LENGTH + 2

/** RFC 1002, 4.4.1: what follows is from a name to one, to a group, to all; then there are an error and three kinds of query. */
const DIRECT = 0x10
const BROADCAST = 0x12
const LAST_KIND = 0x16
const SOURCE_ADDRESS = 4
const SOURCE_NAME = 14

const message = new DnsMessage()
const coded = new DnsName()
const name = new NetbiosName()

/** NetBIOS over UDP: names and datagrams. */
export const netbios: Application = {
  name: 'netbios',
  transport: 'udp',
  ports: [NAME_PORT, DATAGRAM_PORT],
  portsOnly: true,
  look: ({ bytes, from, to, isCut, clientPort, serverPort }, facts) =>
    serverPort === DATAGRAM_PORT || clientPort === DATAGRAM_PORT
      ? lookAtDatagram(bytes, from, to, facts)
      : lookAtNames(bytes, from, to, isCut, facts),
  asksAbout: true,
  follows: true,
}

const lookAtNames = (
  bytes: Uint8Array,
  from: number,
  to: number,
  isCut: boolean,
  facts: Facts,
): Verdict => {
  if (!message.begin(bytes, from, to) || !opcodes.includes(message.opcode)) return Verdict.no
  if (message.leastLength > (isCut ? CUT_ROOM : to - from)) return Verdict.no
  if (message.questions + message.answers === 0) return Verdict.no
  const isAsked = message.questions > 0
  const isReadable = isAsked ? message.question(bytes, coded) : message.record(bytes, coded)
  if (!isReadable || !name.decode(coded)) return Verdict.done
  facts.name(name.bytes, 0, name.length)
  // Who registers, refreshes or releases a name repeats it in a record, with its address (RFC 1002, 4.2.2).
  if (isAsked && (message.records === 0 || !message.record(bytes))) return Verdict.done
  if (message.type === NAME_TYPE) tellOwners(bytes, facts)
  else if (message.type === STATUS_TYPE) tellStatus(bytes, facts)
  return Verdict.done
}

const tellOwners = (bytes: Uint8Array, facts: Facts): void => {
  if (!name.isMachine || message.responseCode !== 0) return
  const isFromOwner = message.isResponse
    ? message.opcode === QUERY && (message.flags & RECURSION_AVAILABLE) === 0
    : message.opcode !== QUERY
  const end = message.dataAt + Math.min(message.dataLength, MAX_OWNERS * OWNER_LENGTH)
  for (let at = message.dataAt; at + OWNER_LENGTH <= end; at += OWNER_LENGTH) {
    if ((u16(bytes, at) & GROUP) !== 0) continue
    facts.hostAddress(name.bytes, 0, name.length, bytes, at + OWNER_ADDRESS, IPV4_LENGTH)
    if (isFromOwner) facts.senderName(name.bytes, 0, name.length)
  }
}

/** The answer to a node status request: all names of whoever sends it, the first of a machine's among them. */
const tellStatus = (bytes: Uint8Array, facts: Facts): void => {
  if (message.dataLength === 0) return
  const first = message.dataAt + 1
  const names = first + u8(bytes, message.dataAt) * STATUS_NAME_LENGTH
  const end = Math.min(names, message.dataAt + message.dataLength)
  for (let at = first; at + STATUS_NAME_LENGTH <= end; at += STATUS_NAME_LENGTH) {
    name.take(bytes, at)
    if (!name.isMachine || (u16(bytes, at + NETBIOS_NAME_LENGTH) & GROUP) !== 0) continue
    facts.senderName(name.bytes, 0, name.length)
    return
  }
}

const lookAtDatagram = (bytes: Uint8Array, from: number, to: number, facts: Facts): Verdict => {
  const at = from + SOURCE_NAME
  if (at > to) return Verdict.no
  const kind = u8(bytes, from)
  if (kind < DIRECT || kind > LAST_KIND) return Verdict.no
  if (kind > BROADCAST || coded.read(bytes, at, to, at) < 0 || !name.decode(coded))
    return Verdict.done
  facts.name(name.bytes, 0, name.length)
  if (!name.isMachine) return Verdict.done
  facts.senderName(name.bytes, 0, name.length)
  facts.hostAddress(name.bytes, 0, name.length, bytes, from + SOURCE_ADDRESS, IPV4_LENGTH)
  return Verdict.done
}
