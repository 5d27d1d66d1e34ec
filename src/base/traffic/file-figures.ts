import type { TrafficFigures } from './traffic-tables.ts'

/** One flow of a file, both directions, for its whole life in the file. Bytes are lengths on the wire; pairs are client to server, server to client. */
export type FileFlow = {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, … or the number of the IP protocol. */
  readonly transport: string
  readonly client: { readonly address: string; readonly port: number }
  readonly server: { readonly address: string; readonly port: number }
  readonly packets: readonly [number, number]
  readonly bytes: readonly [number, number]
  /** Milliseconds since the epoch, with a fraction. */
  readonly firstAt: number
  readonly lastAt: number
  /** TCP: `new` (SYN seen, not answered), `open`, `closed`, `reset`, `refused`; others: `seen` (one side spoke), `answered`. */
  readonly state: string
  /** '' where nobody knows. */
  readonly application: string
  /** '' where nobody said one. */
  readonly name: string
  /** The outermost tunnel that it was found in. */
  readonly tunnel?: { readonly kind: string; readonly a: string; readonly b: string }
  readonly tcp?: {
    readonly retransmissions: number
    readonly duplicateAcks: number
    readonly zeroWindows: number
    readonly resets: number
    readonly outOfOrder: number
    /** From the SYN to the ACK that ends the handshake; null where it was not seen as a whole. */
    readonly handshakeMs: number | null
  }
}

/** Bytes on the wire by time: `bytes[i]` came in the `i`-th stretch of `widthMs` after `from`. */
export type RateSeries = {
  readonly from: number
  readonly widthMs: number
  readonly bytes: readonly number[]
}

/** Why a file was not read to its end: where in the capture (bytes, not compressed), what was found there, and what should have been. */
export type FileBreak = {
  readonly code: (typeof breakCodes)[number]
  readonly offset: number
  readonly found: number
  readonly expected: number
}

const breakCodes = [
  'CUT',
  'LENGTH_OVER',
  'LENGTH_UNDER',
  'LENGTHS_DIFFER',
  'INTERFACE_UNKNOWN',
  'INTERFACES_TOO_MANY',
  'VERSION_UNKNOWN',
  'BYTE_ORDER_UNKNOWN',
  'GZIP_CUT',
  'GZIP_DAMAGED',
  'STOPPED',
] as const

/** What a capture file tells. */
export type FileFigures = {
  /** As it was named; `-` for standard input. */
  readonly file: string
  readonly format: 'pcap' | 'pcapng'
  readonly packets: number
  readonly bytes: number
  /** Null in a file without packets. */
  readonly firstAt: number | null
  readonly lastAt: number | null
  /** Packets of which the capture kept too little to read their headers, and that contradict themselves. */
  readonly truncated: number
  readonly malformed: number
  /** Why reading ended before the file's end; null where it did not. */
  readonly brokenOff: FileBreak | null
  /** Flows there was no room for: at least so many; their packets are in the totals only. */
  readonly otherFlows: number
  readonly flowCount: number
  readonly rate: RateSeries
  /** The largest of each list; `totals.intervals` is 0 and `kernelDrops` null. */
  readonly figures: TrafficFigures
  /** All flows in the order in which they began; made one at a time, so that a million of them need no memory. */
  readonly flows: () => Iterable<FileFlow>
}

/** How a capture file is read. What is not said is as the engine has it. */
export type AnalyzeOptions = {
  /** Flows that are told apart. */
  readonly flowLimit?: number
  /** A flow ends after so long without a packet, and is cut after so long in all; 0: never. */
  readonly idleSeconds?: number
  readonly activeSeconds?: number
  /** As CIDR: networks whose machines are devices, besides those that always are. */
  readonly localNetworks?: readonly string[]
  /** Rows of each list, besides one for the others. */
  readonly top: number
}

/** Intervals that a file becomes at most: an hour of seconds, a week of minutes, a year of hours, whatever times its packets claim. */
export const FILE_INTERVALS_MAX = 3_600 + 10_080 + 8_760

/** Hears how much of a file has been read, as it lies on the disk; the total is undefined where nobody knows it, as of a pipe. */
export type AnalyzeProgress = (bytesRead: number, bytesTotal: number | undefined) => void
