import { Stop } from '../../wire/stop.ts'
import type { OwnMachine } from './ends/own-machine.ts'
import { FlowTracker, type FlowTrackerOptions } from './flow-tracker.ts'
import type { Interval, SeenDeviceRow } from './interval.ts'
import {
  conversationRows,
  destinationRows,
  detailRows,
  deviceRows,
  protocolRows,
} from './sums/interval-rows.ts'
import { IntervalSums } from './sums/interval-sums.ts'
import { OtherFlows } from './sums/other-flows.ts'

/**
 * Places in `totals`: in a typed array, because a sum in a property may become an object on the
 * heap.
 */
const PACKETS = 0
const BYTES = 1
const TRUNCATED = 2
const MALFORMED = 3

/** What an interval adds up to, without its place in time. */
export type TrafficCount = Omit<
  Interval,
  'number' | 'startedAt' | 'endedAt' | 'drops' | 'devices'
> & {
  readonly devices: readonly SeenDeviceRow[]
}

export type TrafficCounterOptions = FlowTrackerOptions & {
  /** Who captures; left out where nobody knows. */
  readonly own?: OwnMachine
  /** Whether devices know when they were seen, for what is added up once. */
  readonly hasSpans?: boolean
}

/** Adds packets up, of an interval or of a whole file. */
export class TrafficCounter {
  readonly tracker: FlowTracker
  readonly #sums: IntervalSums
  readonly #otherFlows = new OtherFlows()
  readonly #totals = new Float64Array(4)

  constructor({ own, hasSpans = false, ...options }: TrafficCounterOptions) {
    this.tracker = new FlowTracker(options)
    const { neighbours, facts } = this.tracker
    const { local } = options
    this.#sums = new IntervalSums({ local, names: facts.names, neighbours, own, hasSpans })
  }

  /** Takes in a frame; the parameters are those of a frame sink. */
  frame(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    vlan: number,
    link: number,
  ): void {
    const { tracker } = this
    const isCounted = tracker.frame(
      bytes,
      offset,
      capturedLength,
      wireLength,
      seconds,
      nanoseconds,
      vlan,
      link,
    )
    const { stop } = tracker.view
    const totals = this.#totals
    totals[PACKETS] = (totals[PACKETS] ?? 0) + 1
    totals[BYTES] = (totals[BYTES] ?? 0) + wireLength
    if (stop !== Stop.none) {
      const place = stop === Stop.truncated ? TRUNCATED : MALFORMED
      totals[place] = (totals[place] ?? 0) + 1
    }
    if (isCounted) return
    const { lastKey, lastSender } = tracker.flows
    this.#otherFlows.add(lastKey)
    this.#sums.addOther(lastKey, lastSender, wireLength)
  }

  /** Taken in since the last `clear`. */
  get packets(): number {
    return this.#totals[PACKETS] ?? 0
  }

  /**
   * What came since the last `clear`, once. SYNs older than `us` (microseconds since the epoch) are known to stay without an answer. Lists have at most `top` rows, or as
   * many as an interval has.
   */
  take(us: number, top?: number): TrafficCount {
    const { flows, facts, tcp } = this.tracker
    const { names, details, dns } = facts
    const [packets = 0, bytes = 0, truncated = 0, malformed = 0] = this.#totals
    const sums = this.#sums
    sums.addFlows(flows)
    return {
      packets,
      bytes,
      truncated,
      malformed,
      flows: flows.newFlows,
      otherFlows: this.#otherFlows.count,
      protocols: protocolRows(sums, top),
      devices: deviceRows(sums, names, top),
      destinations: destinationRows(sums, names, top),
      conversations: conversationRows(sums, top),
      details: detailRows(details, names, top),
      apart: sums.apart.figures,
      tcp: tcp.take(us),
      dns: dns.take(),
    }
  }

  /** Begins anew at `now` (ms since the epoch), with the flows that are not over. */
  clear(now: number): void {
    const { flows, facts } = this.tracker
    this.#totals.fill(0)
    this.#otherFlows.clear()
    this.#sums.clear()
    facts.details.clear()
    flows.closeInterval(now)
    this.tracker.tidyNames()
  }
}
