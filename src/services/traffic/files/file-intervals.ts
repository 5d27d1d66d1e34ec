import { type AnalyzeOptions, FILE_INTERVALS_MAX } from '../../../base/traffic/file-figures.ts'
import type { PacketSink } from '../../../wire/file/capture-file.ts'
import type { Interval } from '../interval.ts'
import type { TrafficCounter } from '../traffic-counter.ts'
import { fileCounter, flowLimitOf } from './file-counter.ts'

/** So many intervals of each length (ms): an hour of seconds as in a timed capture, a week of minutes as in a watch, then hours. */
const LENGTHS: readonly (readonly [count: number, lengthMs: number])[] = [
  [3_600, 1_000],
  [10_080, 60_000],
]
const LAST_LENGTH_MS = 3_600_000

/**
 * Packets of several interfaces stand in a file in an order that is nearly that of time: so long before the open interval they count in
 * it. One that is earlier, as in files behind each other or where the clock was set back, opens an interval of its own time.
 */
const LATE_MS = 60_000

/** A time at which no flow is over: in a whole file none is, as long as there is room. */
const NEVER_OVER = 0

/** Places in `times`, in ms since the epoch: when the open interval starts and ends, and its latest packet. */
const STARTED = 0
const ENDS = 1
const LATEST = 2

/**
 * Adds the packets of a file up into intervals of their own time, whole seconds, minutes and hours of the clock. Only those that have
 * packets are there, numbered without gaps. They sum to what the whole file is, besides flows for which there was no room: each
 * interval counts its own.
 */
export class FileIntervals implements PacketSink {
  readonly #counter: TrafficCounter
  readonly #flowLimit: number
  readonly #times = new Float64Array(3)
  #number = 0
  #closed: Interval[] = []

  constructor(options: AnalyzeOptions) {
    this.#counter = fileCounter(options, { hasSpans: false })
    this.#flowLimit = flowLimitOf(options)
  }

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
    const times = this.#times
    const at = seconds * 1000 + nanoseconds / 1e6
    const isElsewhere = at >= (times[ENDS] ?? 0) || at < (times[STARTED] ?? 0) - LATE_MS
    if (this.#counter.packets === 0) this.#open(at)
    else if (isElsewhere && this.#number < FILE_INTERVALS_MAX - 1) {
      this.#close(Number.NEGATIVE_INFINITY)
      this.#open(at)
    }
    if (at > (times[LATEST] ?? 0)) times[LATEST] = at
    this.#counter.frame(bytes, offset, capturedLength, wireLength, seconds, nanoseconds, vlan, link)
  }

  /** The intervals that were closed since the last call. */
  take(): readonly Interval[] {
    const closed = this.#closed
    this.#closed = []
    return closed
  }

  /** Closes the interval that is open; no packet may come after it. */
  end(): void {
    if (this.#counter.packets > 0) this.#close(Number.POSITIVE_INFINITY)
  }

  #open(at: number): void {
    const times = this.#times
    const lengthMs = lengthOf(this.#number)
    times[STARTED] = Math.floor(at / lengthMs) * lengthMs
    times[ENDS] = (times[STARTED] ?? 0) + lengthMs
    times[LATEST] = at
  }

  /** SYNs older than `us` are known to stay without an answer: before its end a file may still have one. */
  #close(us: number): void {
    const [startedAt = 0, ends = 0, latest = 0] = this.#times
    const endedAt = Math.max(ends, Math.ceil(latest)) // later than its end only where it was the last that there may be
    const counter = this.#counter
    this.#closed.push({
      number: this.#number++,
      startedAt,
      endedAt,
      drops: null,
      ...counter.take(us),
    })
    counter.clear(counter.tracker.flows.size < this.#flowLimit ? NEVER_OVER : latest)
  }
}

/** The length in ms of the interval with this number. */
const lengthOf = (number: number): number => {
  let first = 0
  for (const [count, lengthMs] of LENGTHS) {
    first += count
    if (number < first) return lengthMs
  }
  return LAST_LENGTH_MS
}
