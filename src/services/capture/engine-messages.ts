import type { FailureData } from '../../base/failure.ts'
import type { Driver, SourceOptions } from '../../net/packet-source.ts'
import type { Interval } from '../traffic/index.ts'

/** What the engine's host is told to do. It captures once, then ends. */
export type EngineOrder = {
  readonly driver: Driver
  readonly source: SourceOptions
  readonly intervalMs: number
  /** The networks of the interface, as CIDR: their addresses are devices of ours. */
  readonly localNetworks: readonly string[]
}

export type ToEngine =
  | { readonly type: 'start'; readonly order: EngineOrder }
  /** Ends the capture; what the kernel took in before is still counted. */
  | { readonly type: 'stop' }

export type FromEngine =
  /** The socket is open and counts from `startedAt` (ms) on. */
  | { readonly type: 'started'; readonly startedAt: number }
  | { readonly type: 'interval'; readonly interval: Interval }
  /** The last message: all intervals have been posted. */
  | { readonly type: 'ended'; readonly endedAt: number; readonly failure: FailureData | null }
