import { beginIp, type Ends, gapAfter, MAC_HEADER } from './ends.ts'
import { fill } from './filler.ts'
import type { PcapWriter } from './pcap-writer.ts'
import type { Talk } from './talk.ts'

const ICMP = 1
const ECHO = 8
const ECHO_HEADER = 8
const ECHO_BYTES = 56

/** A ping of one end: requests and their answers (RFC 792). IPv4 only. */
export class PingTalk implements Talk {
  left: number
  readonly #ends: Ends
  #said = 0

  constructor(ends: Ends, packets: number) {
    this.#ends = ends
    this.left = packets
  }

  write(writer: PcapWriter): boolean {
    this.left--
    const isRequest = this.#said % 2 === 0
    const at = beginIp(writer, this.#ends, isRequest, ICMP, ECHO_HEADER + ECHO_BYTES)
    const { bytes } = writer
    bytes.writeUInt32BE((isRequest ? ECHO : 0) << 24, at)
    bytes.writeUInt16BE(this.#ends.clientPort, at + 4)
    bytes.writeUInt16BE(this.#said >> 1, at + 6)
    fill(bytes, at + ECHO_HEADER, at + ECHO_HEADER + ECHO_BYTES, this.#said >> 1)
    this.#said++
    return false
  }
}

const ARP_FRAME = 60
/** Ethernet, IPv4, their lengths (RFC 826). */
const ARP_KINDS = Buffer.from('0806000108000604', 'hex')
const REQUEST = 1
const REPLY = 2

/** Who has the server's address? */
export class ArpTalk implements Talk {
  left: number
  readonly #ends: Ends

  constructor(ends: Ends, packets: number) {
    this.#ends = ends
    this.left = packets
  }

  write(writer: PcapWriter): boolean {
    const isRequest = this.left-- % 2 === 0
    const { client, server, clientMac, serverMac } = this.#ends
    const [mac, address] = isRequest ? [clientMac, client] : [serverMac, server]
    const [toMac, toAddress] = isRequest ? [serverMac, server] : [clientMac, client]
    const at = writer.begin(ARP_FRAME, gapAfter(writer.packets))
    const { bytes } = writer
    bytes.fill(0, at, at + ARP_FRAME)
    if (isRequest) bytes.fill(0xff, at, at + 6)
    else bytes.set(toMac, at)
    bytes.set(mac, at + 6)
    ARP_KINDS.copy(bytes, at + MAC_HEADER - 2)
    bytes.writeUInt16BE(isRequest ? REQUEST : REPLY, at + 20)
    bytes.set(mac, at + 22)
    bytes.set(address, at + 28)
    if (!isRequest) bytes.set(toMac, at + 32)
    bytes.set(toAddress, at + 38)
    return true
  }
}
