import type { Random } from '../../test/support/random.ts'
import { beginIp, type Ends } from './ends.ts'
import { fill } from './filler.ts'
import type { PcapWriter } from './pcap-writer.ts'
import type { Talk } from './talk.ts'

const TCP = 6
const HEADER = 20
const FIN = 1
const SYN = 2
const PSH = 8
const ACK = 16
/** MSS 1446, SACK permitted, no operations, window scale 7 (RFC 9293, 3.1; RFC 2018; RFC 7323). */
const SYN_OPTIONS = Buffer.from('020405a6' + '0402' + '0101' + '01030307', 'hex')
const NOTHING = Buffer.alloc(0)
const WINDOW = 64_240

/** Full frames have 1,500 bytes. */
const SEGMENT_BYTES_MAX = 1_446
/** As a transfer has some full segments and an application many short ones; all packets of a file make some 400 bytes on average. */
const FULL_SHARE = 0.3
/** One byte of data sent twice would look like a keep-alive (RFC 9293, 3.8.4). */
const SHORT_BYTES_MIN = 20
const SHORT_BYTES_MAX = 500
const CLIENT_SHARE = 0.2
/** A receiver answers every second segment at least (RFC 9293, 3.8.6.3). */
const UNACKNOWLEDGED_MAX = 2

/** Handshake, request and the three packets of its end. */
export const TCP_PACKETS_MIN = 7
/** Only a SYN and its answer. */
export const TCP_PACKETS_OPENING = 2
/** No segment is lost so shortly before the end: it must be sent again, and acknowledged. */
const LAST_LOSS = 6

/** What is said first. */
export type Opening = {
  readonly request: Buffer
  readonly response: Buffer
  /** Whether both sides speak on, in TLS records; else only the server does. */
  readonly isTls: boolean
}

/** A TCP connection from its SYN to its FINs, with sequence numbers that are right. Checksums are left to the network card, as where it was sent. */
export class TcpTalk implements Talk {
  left: number
  readonly #ends: Ends
  readonly #opening: Opening
  readonly #random: Random
  readonly #lossShare: number
  #step = 0
  /** What each side sends next: client, server. */
  readonly #next = new Uint32Array(2)
  #hasResponded = false
  #dataFromClient = true
  #dataBytes = 0
  #unacknowledged = 0
  #isLost = false

  /** `packets`: TCP_PACKETS_OPENING, or at least TCP_PACKETS_MIN. `lossShare`: of its segments with data, those that are sent twice. */
  constructor(ends: Ends, packets: number, opening: Opening, random: Random, lossShare: number) {
    this.#ends = ends
    this.left = packets
    this.#opening = opening
    this.#random = random
    this.#lossShare = lossShare
    for (const side of [0, 1]) this.#next[side] = random.whole(0, 0xffffffff)
  }

  write(writer: PcapWriter): boolean {
    const step = this.#step++
    this.left--
    if (step === 0) this.#send(writer, true, SYN, SYN_OPTIONS, NOTHING, 0)
    else if (step === 1) this.#send(writer, false, SYN | ACK, SYN_OPTIONS, NOTHING, 0)
    else if (step === 2) this.#send(writer, true, ACK, NOTHING, NOTHING, 0)
    else if (this.left === 2) this.#send(writer, true, FIN | ACK, NOTHING, NOTHING, 0)
    else if (this.left === 1) this.#send(writer, false, FIN | ACK, NOTHING, NOTHING, 0)
    else if (this.left === 0) this.#send(writer, true, ACK, NOTHING, NOTHING, 0)
    else if (step === 3) this.#sendData(writer, true, this.#opening.request, 0)
    else if (this.#isLost) this.#sendAgain(writer)
    else if (this.#unacknowledged >= UNACKNOWLEDGED_MAX) {
      this.#send(writer, !this.#dataFromClient, ACK, NOTHING, NOTHING, 0)
      this.#unacknowledged = 0
    } else if (!this.#hasResponded) {
      this.#hasResponded = true
      this.#sendData(writer, false, this.#opening.response, 0)
    } else this.#speak(writer)
    return !this.#isLost
  }

  #speak(writer: PcapWriter): void {
    const random = this.#random
    const fromClient = this.#opening.isTls && random.next() < CLIENT_SHARE
    const isFull = random.next() < FULL_SHARE
    this.#sendData(
      writer,
      fromClient,
      NOTHING,
      isFull ? SEGMENT_BYTES_MAX : random.whole(SHORT_BYTES_MIN, SHORT_BYTES_MAX),
    )
    this.#isLost = this.left >= LAST_LOSS && random.next() < this.#lossShare
  }

  /** Begins with `text`, then as many bytes as nobody reads. */
  #sendData(writer: PcapWriter, fromClient: boolean, text: Buffer, more: number): void {
    const goesOn = this.#unacknowledged > 0 && fromClient === this.#dataFromClient
    this.#unacknowledged = goesOn ? this.#unacknowledged + 1 : 1
    this.#dataFromClient = fromClient
    this.#dataBytes = text.length + more
    this.#send(writer, fromClient, PSH | ACK, NOTHING, text, more)
  }

  #sendAgain(writer: PcapWriter): void {
    const side = this.#dataFromClient ? 0 : 1
    this.#isLost = false
    this.#next[side] = this.#sequence(side) - this.#dataBytes
    this.#send(writer, this.#dataFromClient, PSH | ACK, NOTHING, NOTHING, this.#dataBytes)
  }

  #send(
    writer: PcapWriter,
    fromClient: boolean,
    flags: number,
    options: Buffer,
    text: Buffer,
    more: number,
  ): void {
    const side = fromClient ? 0 : 1
    const length = text.length + more
    const header = HEADER + options.length
    const at = beginIp(writer, this.#ends, fromClient, TCP, header + length)
    const { bytes } = writer
    const { clientPort, serverPort } = this.#ends
    bytes.writeUInt16BE(fromClient ? clientPort : serverPort, at)
    bytes.writeUInt16BE(fromClient ? serverPort : clientPort, at + 2)
    bytes.writeUInt32BE(this.#sequence(side), at + 4)
    bytes.writeUInt32BE((flags & ACK) === 0 ? 0 : this.#sequence(1 - side), at + 8)
    bytes.writeUInt16BE((header << 10) | flags, at + 12)
    bytes.writeUInt16BE(WINDOW, at + 14)
    bytes.writeUInt32BE(0, at + 16)
    options.copy(bytes, at + HEADER)
    text.copy(bytes, at + header)
    if (more > 0) this.#writeRecord(bytes, at + header + text.length, more)
    this.#next[side] = this.#sequence(side) + length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)
  }

  #sequence(side: number): number {
    return this.#next[side] ?? 0
  }

  /** The same bytes for the same place in the stream, so that what is sent again is the same. */
  #writeRecord(bytes: Buffer, at: number, length: number): void {
    fill(bytes, at, at + length, this.#dataBytes)
    if (!this.#opening.isTls || length < 6) return
    bytes.writeUInt32BE(0x17030300 | ((length - 5) >> 8), at)
    bytes[at + 4] = (length - 5) & 0xff
  }
}
