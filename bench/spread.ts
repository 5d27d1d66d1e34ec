/** The median of some rounds, with the least and the most of them. */
export type Spread = {
  readonly median: number
  readonly low: number
  readonly high: number
  readonly rounds: number
}

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((one, other) => one - other)
  return {
    median: quantile(sorted, 0.5),
    low: sorted[0] ?? Number.NaN,
    high: sorted.at(-1) ?? Number.NaN,
    rounds: sorted.length,
  }
}

/** The value below which a share of the ascending `sorted` lies; between two of them in proportion. */
export const quantile = (sorted: readonly number[], share: number): number => {
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}

/** Measures several things in turns (A B A B …), so that a noisy neighbour disturbs all of them alike. */
export const inTurns = async <Name extends string>(
  rounds: number,
  measures: { readonly [name in Name]: (round: number) => Promise<number> },
): Promise<{ readonly [name in Name]: Spread }> => {
  const names = Object.keys(measures) as Name[]
  const values = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values.get(name)?.push(await measures[name](round))
  }
  const spreads = names.map((name) => [name, spreadOf(values.get(name) ?? [])] as const)
  return Object.fromEntries(spreads) as { readonly [name in Name]: Spread }
}
