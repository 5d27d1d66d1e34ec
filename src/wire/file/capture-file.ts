/** What the two formats of capture files share: what is handed out, how reading one ends, and the bounds of both. */

/**
 * The most that was captured of one packet (bytes): libpcap's MAXIMUM_SNAPLEN, which no writer exceeds. A longer one is damage, and
 * nothing tells where the next packet begins.
 */
export const CAPTURED_BYTES_MAX = 262_144

/** Seconds since the epoch are held within 32 bits without a sign, as pcap has them: no real time is beyond. */
export const SECONDS_MAX = 0xffff_ffff
export const NANOSECONDS_A_SECOND = 1_000_000_000

/** Takes the packets of a file. A sink of live frames takes them too. */
export interface PacketSink {
  /**
   * One packet. `bytes` belongs to the reader and is valid during this call only: copy what you keep. `wireLength` is what the file
   * says, but at least `capturedLength`, which is at most CAPTURED_BYTES_MAX. `seconds` since the epoch are at most
   * SECONDS_MAX, `nanoseconds` below 10^9. `vlan` is -1: a file has its tags in the packets. `link` is a LINKTYPE_ number of
   * tcpdump.org, 0 to 65,535.
   */
  frame(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    vlan: number,
    link: number,
  ): void
}

export type CaptureFormat = 'pcap' | 'pcapng'

/** Where packets of a file were captured; texts are on one line, and '' where the file says none. */
export type CaptureInterface = {
  readonly link: number
  readonly name: string
  readonly description: string
  /** The most that was kept of a packet; 0: no bound. */
  readonly snaplenBytes: number
}

/** Why reading ended before the file did. `found` and `expected` are what the comments name, in this order. */
export type BreakCode =
  /** The file ends within a header, a packet or a block: the bytes there are of it, and those it needs at least. */
  | 'CUT'
  /** A length and the most it may be. */
  | 'LENGTH_OVER'
  /** A length and the least it must be. */
  | 'LENGTH_UNDER'
  /** The length behind a block and the one before it. */
  | 'LENGTHS_DIFFER'
  /** The number of an interface and of how many the section had described by then. */
  | 'INTERFACE_UNKNOWN'
  /** How many interfaces a file describes and the most it may. */
  | 'INTERFACES_TOO_MANY'
  /** A major version and the one that is known. */
  | 'VERSION_UNKNOWN'
  /** What stands where a section says its byte order, and what should. */
  | 'BYTE_ORDER_UNKNOWN'

/** `offset` is where the header, packet or block begins that could not be read, in bytes from the beginning of the capture. */
export type ReadBreak = {
  readonly code: BreakCode
  readonly offset: number
  readonly found: number
  readonly expected: number
}

/**
 * Reads one format from pieces. A piece that ends within a packet is continued by one that begins with that packet, and that has at
 * least `bytesRequired` bytes unless the file ends.
 */
export interface CaptureReader {
  readonly format: CaptureFormat
  /** Handed out so far. */
  readonly packets: number
  /** Of the file, that were read so far. */
  readonly offset: number
  /** What the packet, block or header at `offset` needs, as far as its beginning tells. */
  readonly bytesRequired: number
  /** Once it is set, nothing more is read. */
  readonly brokenOff: ReadBreak | null
  readonly interfaces: readonly CaptureInterface[]
  /** Hands on each packet that is whole in `bytes` from `from` to `to`, and returns where what is not whole begins. Never throws. */
  read(bytes: Uint8Array, from: number, to: number): number
}
