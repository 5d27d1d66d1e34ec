import { isDeepStrictEqual } from 'node:util'
import type { Engine, EngineOptions } from '../../src/services/traffic/engine.ts'
import type { Interval } from '../../src/services/traffic/interval.ts'
import { PacketView } from '../../src/wire/packet-view.ts'
import { guardedBytes } from '../wire/guarded-bytes.ts'
import { contradictions } from '../wire/view-contradictions.ts'
import type { DamagedPackets } from './damaged-packets.ts'
import { Surroundings } from './surroundings.ts'

const INTERVAL_MS = 40_000
/** Later than the engine waits for late frames: an interval then closes between two frames, and not in the time of one. */
const LATE_MS = 400

/** A file may say that a packet was longer than this: its length is then told as it is, and is the one number of a view that needs more. */
const INT32_MAX = 2 ** 31 - 1

/** Not a packet, but those since the interval began: whoever reads it has to look for the one. */
export const INTERVAL_CHANGED = 'what is around the frames changes the interval'

/** Whole, but for `otherFlows`: each engine estimates it under a seed of its own. */
const areAlike = (one: Interval | undefined, other: Interval | undefined): boolean =>
  isDeepStrictEqual({ ...one, otherFlows: 0 }, { ...other, otherFlows: 0 })

export type CreateEngine = (options: EngineOptions) => Engine

/**
 * Two engines that take in the same packets, each with other bytes around them: what they say must be the same, and the second must read none of
 * these bytes, not even one that changes nothing.
 */
export class TwinEngines {
  /** Closed so far, as the first of them says. */
  readonly intervals: Interval[] = []
  /** How long the first took for the packet that came last (ms). */
  lastMs = 0
  readonly #other: Interval[] = []
  readonly #tight = new Surroundings(true)
  readonly #loose = new Surroundings(false)
  readonly #views = [new PacketView(), new PacketView()] as const
  readonly #fields: readonly (keyof PacketView)[]
  readonly #engines: readonly [Engine, Engine]
  #compared = 0
  /** Where the second read outside of the packet that came last, counted from its first byte. */
  #outside: number | undefined
  #now: number

  constructor(createEngine: CreateEngine, startedAt: number, flowLimit: number) {
    this.#now = startedAt
    const clock = { now: () => this.#now }
    const engineOf = (intervals: Interval[]): Engine =>
      createEngine({
        startedAt,
        intervalMs: INTERVAL_MS,
        localNetworks: [],
        own: { addresses: [], macs: [] },
        flowLimit,
        clock,
        takeDrops: () => 0,
        onInterval: (interval) => intervals.push(interval),
      })
    this.#engines = [engineOf(this.intervals), engineOf(this.#other)]
    this.#fields = Object.keys(this.#views[0]) as (keyof PacketView)[]
  }

  /** Feeds the packet made last to both, with zeros around it and with `around`; what is wrong with what they make of it, if anything is. */
  take(packet: DamagedPackets, around: number): string | undefined {
    const { seconds, nanoseconds } = packet
    this.#tight.place(packet, 0)
    this.#loose.place(packet, around)
    const { offset } = this.#loose
    const end = offset + packet.captured
    const guarded = guardedBytes(this.#loose.bytes, offset, end, (at) => {
      this.#outside ??= at - offset
    })
    const unlike = this.#decode(packet, guarded)
    if (unlike !== undefined) return unlike
    this.#now = Math.max(this.#now, seconds * 1_000 + nanoseconds / 1e6 + LATE_MS)
    for (const engine of this.#engines) engine.tick()
    const from = performance.now()
    feed(this.#engines[0], this.#tight.bytes, this.#tight.offset, packet)
    this.lastMs = performance.now() - from
    feed(this.#engines[1], guarded, offset, packet)
    return this.#outside === undefined
      ? this.#compare()
      : `reads byte ${this.#outside} of a packet of ${packet.captured} bytes`
  }

  /** Closes the interval that is open; what is wrong, if anything is. */
  close(): string | undefined {
    for (const engine of this.#engines) engine.close()
    return this.#compare()
  }

  /** The intervals that were closed since the last time. */
  #compare(): string | undefined {
    const { intervals } = this
    while (this.#compared < Math.max(intervals.length, this.#other.length)) {
      const place = this.#compared++
      if (!areAlike(intervals[place], this.#other[place])) return INTERVAL_CHANGED
    }
    return undefined
  }

  #decode(
    { captured, wireLength, vlan, link }: DamagedPackets,
    guarded: Uint8Array,
  ): string | undefined {
    const [one, other] = this.#views
    one.decode(this.#tight.bytes, this.#tight.offset, captured, wireLength, vlan, link)
    other.decode(guarded, this.#loose.offset, captured, wireLength, vlan, link)
    for (const field of this.#fields) {
      const value = one[field]
      if (value !== other[field]) return `what is around the frame changes ${field}`
    }
    return wireLength > INT32_MAX ? undefined : contradictions(one)[0]
  }
}

const feed = (engine: Engine, bytes: Uint8Array, offset: number, packet: DamagedPackets): void => {
  const { captured, wireLength, seconds, nanoseconds, vlan, link } = packet
  engine.frame(bytes, offset, captured, wireLength, seconds, nanoseconds, vlan, link)
}
