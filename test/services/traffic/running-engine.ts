import { createEngine, type EngineOptions } from '../../../src/services/traffic/engine.ts'
import type { Interval } from '../../../src/services/traffic/interval.ts'
import { type FrameSpec, frameOf } from './traffic-frames.ts'

/** When each segment begins, in ms. */
export const START = 1_700_000_000_000

/** An engine with a clock in the test's hand; times are in ms after the start of the segment. */
export const running = (
  options: Partial<Pick<EngineOptions, 'flowLimit' | 'localNetworks' | 'own'>> = {},
) => {
  const intervals: Interval[] = []
  let now = START
  const engine = createEngine({
    startedAt: START,
    intervalMs: 1_000,
    localNetworks: options.localNetworks ?? [],
    own: options.own ?? { addresses: [], macs: [] },
    flowLimit: options.flowLimit ?? 10_000,
    onInterval: (interval) => intervals.push(interval),
    takeDrops: () => 7,
    clock: { now: () => now },
  })
  const take = (bytes: Uint8Array, at = 0, wireLength = bytes.length, captured = bytes.length) => {
    const time = START + at
    engine.frame(
      bytes,
      0,
      captured,
      wireLength,
      Math.floor(time / 1000),
      (time % 1000) * 1e6,
      -1,
      1,
    )
  }
  return {
    intervals,
    engine,
    take,
    see: (spec: FrameSpec, at?: number, wireLength?: number) => take(frameOf(spec), at, wireLength),
    clock: (at: number) => {
      now = START + at
    },
    /** The only interval, after the segment ended at `at`. */
    end: (at = 1_000): Interval => {
      now = START + at
      engine.close()
      const [first] = intervals
      if (!first) throw new Error('no interval closed')
      return first
    },
  }
}
