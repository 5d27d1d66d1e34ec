import type { TrafficApart } from '../../base/traffic/traffic-apart.ts'
import type { DnsHealth, TcpHealth } from '../../base/traffic/traffic-health.ts'
import type { TwoWays } from '../../base/traffic/two-ways.ts'

/**
 * Rows of an interval, one for the others not counted: what a person may want to see of one second,
 * and a database of a year.
 */
export const MAX_PROTOCOLS = 64
export const MAX_DEVICES = 256
export const MAX_DESTINATIONS = 256
export const MAX_CONVERSATIONS = 512
export const MAX_DETAILS = 64

export type ProtocolRow = {
  /** See protocol-name.ts. */
  readonly protocol: string
  /** The server's port for TCP and UDP; 0 where there is none. */
  readonly port: number
  /** The word of what is said in it (see applications/index.ts); '' where nobody knows. */
  readonly application: string
  readonly packets: number
  readonly bytes: number
}

type DeviceRow = TwoWays & {
  /** '' where no frame has shown it: loopback, or a machine that only received. */
  readonly mac: string
  /** '' for frames that are not IP, and for a machine that has no address yet. */
  readonly address: string
  /** What it calls itself, as last heard; ''. */
  readonly name: string
}

/** A device of a whole file: when it was seen (ms since the epoch); of the others nobody says. */
export type SeenDeviceRow = DeviceRow & { readonly firstAt?: number; readonly lastAt?: number }

/** One for each address and name: many hosts share an address. */
export type DestinationRow = TwoWays & {
  readonly address: string
  /** What the device asked for: by the flow itself (SNI, HTTP host), else by DNS; ''. At most 253 characters. */
  readonly name: string
}

/**
 * Two ends, once in an interval; `a` is the client. Addresses, or MACs for frames that are not IP
 * ('' where there were none to read).
 */
export type ConversationRow = {
  readonly a: string
  readonly b: string
  readonly packetsAB: number
  readonly bytesAB: number
  readonly packetsBA: number
  readonly bytesBA: number
}

/** How often something was said: `http` `GET`, `tls` `1.3`, `dns` `NXDOMAIN`. */
export type DetailRow = {
  readonly application: string
  /** At most 24 characters. */
  readonly detail: string
  readonly count: number
}

/**
 * What one stretch of a segment adds up to. Bytes are lengths on the wire. Protocols and
 * conversations add up to `packets` and `bytes`. A frame is in two rows of devices and
 * destinations, in one (the other end is a group: multicast and broadcast are neither), or in none.
 * Each list has at most its named bound of rows, the largest by bytes, the largest first; then one
 * row called OTHERS (device: as MAC; conversation: as both ends) with the rest.
 */
export type Interval = {
  /** 0-based in the segment: how many lengths after its start. */
  readonly number: number
  /**
   * Milliseconds since the epoch; `endedAt` is earlier than a whole length where the segment ended.
   */
  readonly startedAt: number
  readonly endedAt: number
  readonly packets: number
  readonly bytes: number
  /** Frames of which the capture kept too little to read their headers. */
  readonly truncated: number
  /** Frames that contradict themselves. */
  readonly malformed: number
  /** IP flows first seen in it. */
  readonly flows: number
  /**
   * Flows there was no room for, all counted as others: at least so many (equal ones and some that
   * look equal count once).
   */
  readonly otherFlows: number
  /** Frames that the kernel dropped; null where the driver cannot know. */
  readonly drops: number | null
  readonly protocols: readonly ProtocolRow[]
  readonly devices: readonly DeviceRow[]
  readonly destinations: readonly DestinationRow[]
  readonly conversations: readonly ConversationRow[]
  /** The most frequent first. */
  readonly details: readonly DetailRow[]
  readonly apart: TrafficApart
  readonly tcp: TcpHealth
  readonly dns: DnsHealth
}
