import { createEngine as createVigie } from '../../src/services/traffic/engine.ts'
import type { Interval } from '../../src/services/traffic/interval.ts'
import type { DamagedPackets } from './damaged-packets.ts'
import { type CreateEngine, INTERVAL_CHANGED, TwinEngines } from './twin-engines.ts'

/** So many packets meet the same engines; those of the next round meet new ones, and need none of these to be told again. */
export const ROUND_PACKETS = 20_000
/** Room for next to nothing, for less than come, and for all. */
const FLOW_LIMITS = [16, 1_024, 65_536]
/** Thousands of times what a packet takes (ms). */
const PACKET_MS_MAX = 50
/** Where it took longer, it may have been the machine: a packet is slow that is slow each time. */
const TIMINGS = 3

/** What went wrong, and with which packet. */
export type Failure = { readonly packet: number; readonly what: string }

export type RoundOutcome = {
  readonly intervals: readonly Interval[]
  readonly failure?: Failure
}

export const firstOfRound = (packet: number): number => packet - (packet % ROUND_PACKETS)

/**
 * Feeds the packets from `first`, where a round begins, to `end` (not among them). `beat` is told each one before it is fed: whoever
 * watches then knows which one never ended. Another engine in place of Vigie's shows what is found in one that is wrong.
 */
export const runRound = (
  packets: DamagedPackets,
  first: number,
  end: number,
  beat: (packet: number) => void,
  createEngine: CreateEngine = createVigie,
): RoundOutcome => {
  const feed = (until: number) => fed(packets, first, until, beat, createEngine)
  const outcome = feed(end)
  const { failure, slow } = outcome
  if (failure?.what === INTERVAL_CHANGED) {
    const packet = firstThatChanges(feed, first, failure.packet)
    return { ...outcome, failure: { packet, what: failure.what } }
  }
  if (failure !== undefined || slow === undefined) return outcome
  for (let timing = 1; timing < TIMINGS; timing++) if (feed(slow + 1).slow !== slow) return outcome
  return { ...outcome, failure: { packet: slow, what: `takes more than ${PACKET_MS_MAX} ms` } }
}

type Fed = RoundOutcome & {
  /** The first packet that took too long. */
  readonly slow: number | undefined
}

const fed = (
  packets: DamagedPackets,
  first: number,
  end: number,
  beat: (packet: number) => void,
  createEngine: CreateEngine,
): Fed => {
  const limit = FLOW_LIMITS[(first / ROUND_PACKETS) % FLOW_LIMITS.length] ?? 1
  const twins = new TwinEngines(createEngine, packets.startsAt(first), limit)
  const { intervals } = twins
  let slow: number | undefined
  let bytes = 0
  let packet = first
  try {
    for (; packet < end; packet++) {
      beat(packet)
      packets.make(packet)
      bytes += packets.wireLength
      const what = twins.take(packets, (packet % 255) + 1)
      if (what !== undefined) return { intervals, slow, failure: { packet, what } }
      if (twins.lastMs > PACKET_MS_MAX) slow ??= packet
    }
    const what = twins.close() ?? miscounted(intervals, end - first, bytes)
    if (what !== undefined) return { intervals, slow, failure: { packet: end - 1, what } }
    return { intervals, slow }
  } catch (thrown) {
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    return { intervals, slow, failure: { packet, what } }
  }
}

/** Whatever a packet says, it is one packet, of the bytes that it had. */
const miscounted = (
  intervals: readonly Interval[],
  packets: number,
  bytes: number,
): string | undefined => {
  const counted = intervals.reduce((sum, interval) => sum + interval.packets, 0)
  const bytesCounted = intervals.reduce((sum, interval) => sum + interval.bytes, 0)
  if (counted === packets && bytesCounted === bytes) return undefined
  return `${counted} packets and ${bytesCounted} bytes were counted of ${packets} and ${bytes}`
}

/** The first packet after which the intervals differ, somewhere from `first` to `last`. */
const firstThatChanges = (feed: (end: number) => Fed, first: number, last: number): number => {
  let [from, to] = [first, last]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (feed(middle + 1).failure === undefined) from = middle + 1
    else to = middle
  }
  return from
}
