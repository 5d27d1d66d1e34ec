import type { AnalyzeOptions } from '../../../base/traffic/file-figures.ts'
import { LocalNetworks } from '../ends/local-networks.ts'
import { DEFAULT_FLOW_LIMIT } from '../flows/flow-table.ts'
import { TrafficCounter } from '../traffic-counter.ts'

/** What adds the packets of a file up, as `options` say. */
export const fileCounter = (
  options: AnalyzeOptions,
  { hasSpans }: { readonly hasSpans: boolean },
): TrafficCounter =>
  new TrafficCounter({
    hasSpans,
    flowLimit: flowLimitOf(options),
    local: new LocalNetworks(options.localNetworks ?? []),
    idleMs: millisecondsOf(options.idleSeconds),
    activeMs: millisecondsOf(options.activeSeconds),
  })

export const flowLimitOf = ({ flowLimit }: AnalyzeOptions): number =>
  flowLimit ?? DEFAULT_FLOW_LIMIT

const millisecondsOf = (seconds: number | undefined): number =>
  seconds === undefined || seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000
