import type { Sample } from './sample.ts'

/** The first part of a run: code is compiled, caches and pools fill. */
const WARM_UP_SHARE = 0.2

/** A figure that must not go on growing: by how much the last third may exceed the one after the warm-up, as a factor and beyond it. */
const steady: readonly (readonly [name: keyof Sample, factor: number, beyond: number])[] = [
  ['memory', 1.2, 40 * 1024 * 1024], // a collection of garbage more or less
  ['descriptors', 1.1, 8],
  ['threads', 1.1, 4], // a capture's, at the moment of a sample
  ['redisKeys', 1.2, 60], // jobs that are kept for a day
  ['redisMemory', 1.5, 4 * 1024 * 1024],
]

/** The ring of saved packets in MiB: the least that can be asked for. Light traffic fills it in about a day. */
export const PACKETS_MEBIBYTES = 16
/** On top of it: the files that grow, each a sixteenth of it. */
const PACKETS_MOST = (PACKETS_MEBIBYTES + 2) * 1024 * 1024

/** What the stop of a capture takes at most, in seconds of the machine, which the kernel does not hurry. */
const STOP_SECONDS = 1

/**
 * Rows that come with time by nature, in one simulated hour at most: a watch's minutes, a capture's seconds and those that its stop takes in
 * time that runs `factor` times as fast; what is decided about them.
 */
const perHour = (factor: number): readonly (readonly [name: keyof Sample, most: number])[] => [
  ['totalRows', Math.ceil(60 + 61 + STOP_SECONDS * factor)],
  ['events', 60],
]

export type Verdict = {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly isBounded: boolean
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/** Holds the last third of a run against what follows its warm-up. */
export const judge = (samples: readonly Sample[], factor: number): Verdict[] => {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const third = Math.max(1, Math.floor(warm.length / 3))
  const last = samples.at(-1)
  return [
    ...steady.map(([name, factor, beyond]) => {
      const from = median(warm.slice(0, third).map((sample) => sample[name]))
      const to = median(warm.slice(-third).map((sample) => sample[name]))
      return { name, from, to, isBounded: to <= from * factor + beyond }
    }),
    mostOf(samples, 'packetFiles', PACKETS_MOST),
    ...perHour(factor).map(([name, most]) => {
      const to = (last?.[name] ?? 0) / Math.max(1, last?.hours ?? 0)
      return { name: `${name} an hour`, from: most, to: Math.round(to), isBounded: to <= most }
    }),
  ]
}

const mostOf = (samples: readonly Sample[], name: keyof Sample, most: number): Verdict => {
  const to = Math.max(...samples.map((sample) => sample[name]))
  return { name, from: most, to, isBounded: to <= most }
}
