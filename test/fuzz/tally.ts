import type { Interval } from '../../src/services/traffic/interval.ts'

/** What the engine made of damaged packets. */
export type Tally = {
  readonly packets: number
  readonly truncated: number
  readonly malformed: number
  readonly flows: number
  readonly names: number
  /** Packets by the word of their application; what nobody knows is not among them. */
  readonly applications: Readonly<Record<string, number>>
}

export const noTally: Tally = {
  packets: 0,
  truncated: 0,
  malformed: 0,
  flows: 0,
  names: 0,
  applications: {},
}

export const tallyOf = (intervals: readonly Interval[]): Tally =>
  intervals.reduce((sum, interval) => {
    const applications: Record<string, number> = {}
    for (const { application, packets } of interval.protocols)
      if (application !== '') applications[application] = (applications[application] ?? 0) + packets
    const { packets, truncated, malformed, flows, destinations } = interval
    const names = destinations.filter(({ name }) => name !== '').length
    return sumOf(sum, { packets, truncated, malformed, flows, names, applications })
  }, noTally)

export const sumOf = (one: Tally, other: Tally): Tally => {
  const applications: Record<string, number> = { ...one.applications }
  for (const [word, packets] of Object.entries(other.applications))
    applications[word] = (applications[word] ?? 0) + packets
  return {
    packets: one.packets + other.packets,
    truncated: one.truncated + other.truncated,
    malformed: one.malformed + other.malformed,
    flows: one.flows + other.flows,
    names: one.names + other.names,
    applications,
  }
}
