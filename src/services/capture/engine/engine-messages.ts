import type { FailureData } from '../../../base/failure.ts'
import type { Driver, SourceOptions } from '../../../net/packet-source.ts'
import type { Interval, OwnEnds } from '../../traffic/index.ts'
import type { SavedFile, SaveOrder } from '../packets/packet-writer.ts'

/** What a thread is given when it is made; the ring is the one that its order will want. */
export type EngineThreadData = { readonly state: SharedArrayBuffer; readonly ringBytes: number }

/** What the engine's host is told to do. It captures once, then ends. */
export type EngineOrder = {
  readonly driver: Driver
  readonly source: SourceOptions
  readonly intervalMs: number
  /** The networks of the interface, as CIDR: their addresses are devices of ours. */
  readonly localNetworks: readonly string[]
  /** This machine, as it appears in its own traffic. */
  readonly own: OwnEnds
  /** Where to keep the packets themselves; null: nowhere. */
  readonly save: SaveOrder | null
}

export type ToEngine =
  | { readonly type: 'start'; readonly order: EngineOrder }
  /** There will be no order: whoever waits for one ends. */
  | { readonly type: 'end' }
  /** Ends the capture; what the kernel took in before is still counted. */
  | { readonly type: 'stop' }
  /** Saves no packets until it is told otherwise; counting goes on. */
  | { readonly type: 'saving'; readonly paused: boolean }

export type FromEngine =
  /** The socket is open and counts from `startedAt` (ms) on. */
  | { readonly type: 'started'; readonly startedAt: number }
  | { readonly type: 'interval'; readonly interval: Interval }
  /** A file of packets is whole and will not change. */
  | { readonly type: 'saved'; readonly file: SavedFile }
  /** Packets could not be written and are not kept for a while; counting goes on. */
  | {
      readonly type: 'savingFailed'
      readonly reason: string
      /** The file that goes no further; null: none had been begun. */
      readonly number: number | null
    }
  /** The last message: all intervals have been posted. */
  | { readonly type: 'ended'; readonly endedAt: number; readonly failure: FailureData | null }
