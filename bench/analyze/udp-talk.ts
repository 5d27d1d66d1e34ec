import { beginIp, type Ends } from './ends.ts'
import { fill } from './filler.ts'
import type { PcapWriter } from './pcap-writer.ts'
import type { Talk } from './talk.ts'

const UDP = 17
const HEADER = 8

/** One datagram: what somebody may read, then as many bytes as nobody reads. */
export type Datagram = {
  readonly fromClient: boolean
  readonly text: Buffer
  readonly more: number
}

/** Datagrams of a UDP conversation, as `datagram` tells them by their number. */
export class UdpTalk implements Talk {
  left: number
  readonly #ends: Ends
  readonly #datagram: (number: number) => Datagram
  #said = 0

  constructor(ends: Ends, packets: number, datagram: (number: number) => Datagram) {
    this.#ends = ends
    this.left = packets
    this.#datagram = datagram
  }

  write(writer: PcapWriter): boolean {
    this.left--
    const { fromClient, text, more } = this.#datagram(this.#said++)
    const length = HEADER + text.length + more
    const at = beginIp(writer, this.#ends, fromClient, UDP, length)
    const { bytes } = writer
    const { clientPort, serverPort } = this.#ends
    bytes.writeUInt16BE(fromClient ? clientPort : serverPort, at)
    bytes.writeUInt16BE(fromClient ? serverPort : clientPort, at + 2)
    bytes.writeUInt16BE(length, at + 4)
    bytes.writeUInt16BE(0, at + 6)
    text.copy(bytes, at + HEADER)
    fill(bytes, at + HEADER + text.length, at + length, writer.packets)
    return true
  }
}
