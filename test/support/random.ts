/** Chances that the same seed repeats. */
export type Random = {
  /** From 0 on, below 1. */
  readonly next: () => number
  /** A whole number from `low` to `high`, both among them. */
  readonly whole: (low: number, high: number) => number
  readonly oneOf: <Item>(items: readonly Item[]) => Item
}

/** Mulberry32: 32 bits of state, enough to choose moments. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    oneOf: (items) => {
      const chosen = items[whole(0, items.length - 1)]
      if (chosen === undefined) throw new Error('nothing to choose from')
      return chosen
    },
  }
}
