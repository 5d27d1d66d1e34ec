import type { PcapWriter } from './pcap-writer.ts'

/** The two ends of a conversation. Addresses have 4 bytes or 16, both the same. */
export type Ends = {
  readonly client: Uint8Array
  readonly server: Uint8Array
  readonly clientMac: Uint8Array
  readonly serverMac: Uint8Array
  readonly clientPort: number
  readonly serverPort: number
}

export const MAC_HEADER = 14
const IPV4_HEADER = 20
const IPV6_HEADER = 40
/** The least that Ethernet sends, without its checksum. */
const FRAME_BYTES_MIN = 60
const HOP_LIMIT = 64

/** Frames come so far apart on average, in µs. */
const MEAN_GAP = 10

/** A gap in µs, from the number of packets alone: a run of the same seed has the same times. */
export const gapAfter = (packets: number): number =>
  1 + ((Math.imul(packets, 0x9e3779b1) >>> 8) % (2 * MEAN_GAP - 1))

/** Begins a frame that one end sends, with its Ethernet and IP headers. Returns where its `length` bytes behind them are written. */
export const beginIp = (
  writer: PcapWriter,
  ends: Ends,
  fromClient: boolean,
  protocol: number,
  length: number,
): number => {
  const isV4 = ends.client.length === 4
  const header = MAC_HEADER + (isV4 ? IPV4_HEADER : IPV6_HEADER)
  const frame = Math.max(FRAME_BYTES_MIN, header + length)
  const at = writer.begin(frame, gapAfter(writer.packets))
  const { bytes } = writer
  for (let i = at + header + length; i < at + frame; i++) bytes[i] = 0
  bytes.set(fromClient ? ends.serverMac : ends.clientMac, at)
  bytes.set(fromClient ? ends.clientMac : ends.serverMac, at + 6)
  const source = fromClient ? ends.client : ends.server
  const destination = fromClient ? ends.server : ends.client
  const ip = at + MAC_HEADER
  bytes.writeUInt16BE(isV4 ? 0x0800 : 0x86dd, ip - 2)
  if (isV4) writeIpv4(bytes, ip, source, destination, protocol, length, writer.packets)
  else writeIpv6(bytes, ip, source, destination, protocol, length)
  return at + header
}

const writeIpv4 = (
  bytes: Buffer,
  at: number,
  source: Uint8Array,
  destination: Uint8Array,
  protocol: number,
  length: number,
  identification: number,
): void => {
  bytes.writeUInt16BE(0x4500, at)
  bytes.writeUInt16BE(IPV4_HEADER + length, at + 2)
  bytes.writeUInt16BE(identification & 0xffff, at + 4)
  bytes.writeUInt16BE(0x4000, at + 6)
  bytes[at + 8] = HOP_LIMIT
  bytes[at + 9] = protocol
  bytes.writeUInt16BE(0, at + 10)
  bytes.set(source, at + 12)
  bytes.set(destination, at + 16)
  let sum = 0
  for (let i = at; i < at + IPV4_HEADER; i += 2) sum += bytes.readUInt16BE(i)
  sum = (sum & 0xffff) + (sum >>> 16)
  bytes.writeUInt16BE(~(sum + (sum >>> 16)) & 0xffff, at + 10)
}

const writeIpv6 = (
  bytes: Buffer,
  at: number,
  source: Uint8Array,
  destination: Uint8Array,
  protocol: number,
  length: number,
): void => {
  bytes.writeUInt32BE(0x60000000, at)
  bytes.writeUInt16BE(length, at + 4)
  bytes[at + 6] = protocol
  bytes[at + 7] = HOP_LIMIT
  bytes.set(source, at + 8)
  bytes.set(destination, at + 24)
}
