/**
 * The door of the capture thread: frames in, closed intervals out. Loads no database and no
 * package.
 */
import { type Clock, systemClock } from '../../base/clock.ts'
import type { FrameSink } from '../../net/packet-source.ts'
import { LocalNetworks } from './ends/local-networks.ts'
import { type OwnEnds, OwnMachine } from './ends/own-machine.ts'
import { DEFAULT_FLOW_LIMIT } from './flows/flow-table.ts'
import type { Interval } from './interval.ts'
import { TrafficCounter } from './traffic-counter.ts'

/**
 * A source hands over a frame at most 200 ms after it came: in silence an interval closes when none
 * of its own can still come.
 */
const LATE_FRAMES_MS = 300

/**
 * A clock that jumps ahead (a machine that slept) leaves so many empty intervals at most; the
 * numbers show the rest.
 */
export const MAX_EMPTY_INTERVALS = 120

/**
 * The clock may be slowed or set back by less than this without notice; then the engine goes on in
 * the time it had.
 */
const CLOCK_STEP_MS = 1_000

export type EngineOptions = {
  /** Start of the segment, whole milliseconds since the epoch. */
  readonly startedAt: number
  /** Length of an interval, at least 1. */
  readonly intervalMs: number
  /** The interface's own networks as CIDR, `192.0.2.0/24`; private ones need not be named. */
  readonly localNetworks: readonly string[]
  /** This machine, as it appears in its own traffic. */
  readonly own: OwnEnds
  /** Flows held at once, at least 1. Default: 1,000,000. */
  readonly flowLimit?: number
  /** Takes each interval once, in order, as it closes; its owner from then on. */
  readonly onInterval: (interval: Interval) => void
  /** Frames that the kernel dropped since the last call; null where nobody knows. */
  readonly takeDrops: () => number | null
  /** Default: the machine's. Frames bring their own time; this one closes intervals in silence. */
  readonly clock?: Clock
}

/**
 * A sink that counts. `close` closes the interval that is open, once, at `endedAt` (ms; default: now); no frame may come after it.
 */
export type Engine = FrameSink & { close(endedAt?: number): void }

export const createEngine = (options: EngineOptions): Engine => new IntervalEngine(options)

/** Places in `times`, all in ms since the epoch but the last. */
const STARTED = 0
const ENDS = 1
/**
 * How far the clock was set back since the segment began: added to every time, so that intervals
 * keep their pace.
 */
const SKEW = 2

class IntervalEngine implements Engine {
  readonly #options: EngineOptions
  readonly #clock: Clock
  readonly #counter: TrafficCounter
  readonly #times = new Float64Array(3)
  #number = 0
  #lastTick: number
  #isClosed = false

  constructor(options: EngineOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#counter = new TrafficCounter({
      flowLimit: options.flowLimit ?? DEFAULT_FLOW_LIMIT,
      local: new LocalNetworks(options.localNetworks),
      own: new OwnMachine(options.own),
    })
    this.#lastTick = options.startedAt
    this.#open(0)
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
    const at = seconds * 1000 + nanoseconds / 1e6 + (times[SKEW] ?? 0)
    if (at >= (times[ENDS] ?? 0)) this.#advance(at)
    this.#counter.frame(bytes, offset, capturedLength, wireLength, seconds, nanoseconds, vlan, link)
  }

  tick(): void {
    const now = this.#now()
    if (now >= (this.#times[ENDS] ?? 0) + LATE_FRAMES_MS) this.#advance(now - LATE_FRAMES_MS)
  }

  close(at?: number): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const latest = this.#now()
    const now = at === undefined ? latest : Math.min(at + (this.#times[SKEW] ?? 0), latest)
    if (now >= (this.#times[ENDS] ?? 0)) this.#advance(now)
    const startedAt = this.#times[STARTED] ?? 0
    const endedAt = Math.round(Math.max(startedAt, now))
    if (endedAt > startedAt || this.#counter.packets > 0) this.#emit(endedAt)
  }

  /** The clock's time as the engine counts it: one that was set back is corrected by as much. */
  #now(): number {
    const now = this.#clock.now()
    const back = this.#lastTick - now
    if (back >= CLOCK_STEP_MS) this.#times[SKEW] = (this.#times[SKEW] ?? 0) + back
    this.#lastTick = now
    return now + (this.#times[SKEW] ?? 0)
  }

  /**
   * Closes the open interval, emits empty ones after it up to the bound, and opens the one that
   * `at` is in.
   */
  #advance(at: number): void {
    const { startedAt, intervalMs } = this.#options
    const number = Math.floor((at - startedAt) / intervalMs)
    const last = Math.min(number, this.#number + 1 + MAX_EMPTY_INTERVALS)
    while (this.#number < last) {
      this.#emit(this.#times[ENDS] ?? 0)
      this.#open(this.#number + 1)
    }
    if (this.#number !== number) this.#open(number)
  }

  #open(number: number): void {
    const { startedAt, intervalMs } = this.#options
    this.#number = number
    this.#times[STARTED] = startedAt + number * intervalMs
    this.#times[ENDS] = startedAt + (number + 1) * intervalMs
  }

  #emit(endedAt: number): void {
    const frameTime = endedAt - (this.#times[SKEW] ?? 0)
    const interval: Interval = {
      number: this.#number,
      startedAt: this.#times[STARTED] ?? 0,
      endedAt,
      drops: this.#options.takeDrops(),
      ...this.#counter.take(frameTime * 1000),
    }
    this.#counter.clear(frameTime)
    this.#options.onInterval(interval)
  }
}
