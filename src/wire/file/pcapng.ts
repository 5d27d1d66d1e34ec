/**
 * Writes pcapng, the format that Wireshark, tcpdump and tshark read (draft-ietf-opsawg-pcapng), and walks the blocks of what was
 * written here: little-endian, one Ethernet interface, times in nanoseconds.
 */

/** Sections 4.1, 4.2 and 4.3: the blocks that are written. */
export const blockType = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  enhancedPacket: 6,
} as const

const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const LINKTYPE_ETHERNET = 1

/** Section 3.5: an option is its code, its length and its value, padded to 32 bits; code 0 ends the list. */
const optionCode = {
  end: 0,
  ifName: 2,
  ifFilter: 11,
  ifTimeResolution: 9,
  userApplication: 4,
} as const
/** `if_tsresol`: negative power of ten. */
const NANOSECONDS = 9

/** Type, total length, and the total length once more behind the body. */
const BLOCK_OVERHEAD_BYTES = 12

/** Where the parts of an enhanced packet block begin, from the block's start (section 4.3). */
export const packetField = { time: 12, capturedLength: 20, wireLength: 24, data: 28 } as const
const PACKET_OVERHEAD_BYTES = packetField.data + 4

/** A tag of 802.1Q that the kernel took off, put back where it stood: behind the two MAC addresses. */
const TAG_AT = 12
const TAG_BYTES = 4
const TPID_8021Q = 0x8100

const padded = (length: number): number => (length + 3) & ~3

/** What an enhanced packet block of `length` captured bytes takes at most (bytes). */
export const packetBlockBytes = (length: number): number =>
  PACKET_OVERHEAD_BYTES + padded(length + TAG_BYTES)

/** The blocks that every file begins with: a section without a known length, and its one interface. */
export const fileHeader = (of: {
  readonly application: string
  readonly interface: string
  readonly filter: string
  readonly snaplenBytes: number
}): Buffer => {
  const section = Buffer.alloc(16)
  section.writeUInt32LE(BYTE_ORDER_MAGIC, 0)
  section.writeUInt16LE(1, 4) // version 1.0
  section.writeBigInt64LE(-1n, 8) // the length of the section is not given
  const description = Buffer.alloc(8)
  description.writeUInt16LE(LINKTYPE_ETHERNET, 0)
  description.writeUInt32LE(of.snaplenBytes + TAG_BYTES, 4)
  return Buffer.concat([
    block(blockType.sectionHeader, [
      section,
      option(optionCode.userApplication, Buffer.from(of.application)),
      option(optionCode.end, Buffer.alloc(0)),
    ]),
    block(blockType.interfaceDescription, [
      description,
      option(optionCode.ifName, Buffer.from(of.interface)),
      option(optionCode.ifTimeResolution, Buffer.from([NANOSECONDS])),
      // The first octet says that the filter is a string in libpcap's language (section 4.2).
      ...(of.filter === '' ? [] : [option(optionCode.ifFilter, Buffer.from(`\0${of.filter}`))]),
      option(optionCode.end, Buffer.alloc(0)),
    ]),
  ])
}

const option = (code: number, value: Buffer): Buffer => {
  const bytes = Buffer.alloc(4 + padded(value.length))
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt16LE(value.length, 2)
  value.copy(bytes, 4)
  return bytes
}

const block = (type: number, parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const bytes = Buffer.alloc(BLOCK_OVERHEAD_BYTES + body.length)
  bytes.writeUInt32LE(type, 0)
  bytes.writeUInt32LE(bytes.length, 4)
  body.copy(bytes, 8)
  bytes.writeUInt32LE(bytes.length, bytes.length - 4)
  return bytes
}

/**
 * Writes a frame as an enhanced packet block at `at` of `target`, which has `packetBlockBytes(length)` bytes free there, and
 * returns where the next block begins. Allocates nothing. The parameters are those of a frame sink: `vlan` is a TCI or -1, and
 * `wireLength` counts the tag.
 */
export const writePacketBlock = (
  target: Buffer,
  at: number,
  frame: Buffer,
  offset: number,
  length: number,
  wireLength: number,
  seconds: number,
  nanoseconds: number,
  vlan: number,
): number => {
  const data = at + packetField.data
  const head = Math.min(length, TAG_AT)
  const isTagged = vlan >= 0 && head === TAG_AT
  frame.copy(target, data, offset, offset + head)
  let end = data + head
  if (isTagged) {
    target.writeUInt16BE(TPID_8021Q, end)
    target.writeUInt16BE(vlan & 0xffff, end + 2)
    end += TAG_BYTES
  }
  frame.copy(target, end, offset + head, offset + length)
  end += length - head
  const captured = end - data
  while ((end & 3) !== (data & 3)) target[end++] = 0
  const total = end + 4 - at
  target.writeUInt32LE(blockType.enhancedPacket, at)
  target.writeUInt32LE(total, at + 4)
  target.writeUInt32LE(0, at + 8) // the only interface
  writeTime(target, at + packetField.time, seconds, nanoseconds)
  target.writeUInt32LE(captured, at + packetField.capturedLength)
  target.writeUInt32LE(Math.max(wireLength, captured), at + packetField.wireLength)
  target.writeUInt32LE(total, end)
  return end + 4
}

const TWO_32 = 0x1_0000_0000
const TWO_16 = 0x1_0000
const NANOSECONDS_A_SECOND = 1_000_000_000

/** Seconds and nanoseconds as one count of 64 bits, its upper half first; in two halves, as a double holds only 53 of them. */
const writeTime = (target: Buffer, at: number, seconds: number, nanoseconds: number): void => {
  const upper = Math.floor(seconds / TWO_16) * NANOSECONDS_A_SECOND
  const lower = (upper % TWO_16) * TWO_16 + (seconds % TWO_16) * NANOSECONDS_A_SECOND + nanoseconds
  target.writeUInt32LE(Math.floor(upper / TWO_16) + Math.floor(lower / TWO_32), at)
  target.writeUInt32LE(lower % TWO_32, at + 4)
}

/**
 * The length of the block at `at` of `bytes`, where it is whole; 0 where `bytes` ends within it; -1 where no block of ours can
 * begin like this.
 */
export const wholeBlockBytes = (bytes: Buffer, at: number, limit: number): number => {
  if (bytes.length - at < BLOCK_OVERHEAD_BYTES) return 0
  const length = bytes.readUInt32LE(at + 4)
  if (length < BLOCK_OVERHEAD_BYTES || length % 4 !== 0 || length > limit) return -1
  if (bytes.length - at < length) return 0
  return bytes.readUInt32LE(at + length - 4) === length ? length : -1
}

/** When the packet whose block begins at `at` came, in whole milliseconds since the epoch. */
export const readPacketTime = (bytes: Buffer, at: number): number => {
  const upper = bytes.readUInt32LE(at + packetField.time)
  const lower = bytes.readUInt32LE(at + packetField.time + 4)
  // 2^32 ns are 4,294 ms and 967,296 ns: so every product stays exact in a double.
  return upper * 4_294 + Math.floor((upper * 967_296 + lower) / 1e6)
}
