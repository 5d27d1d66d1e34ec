import type { Spread } from './spread.ts'

/** One thing measured, beside its bare counterpart where there is one. */
export type Figure = {
  /** What was done, in a few words: a line of the table. */
  readonly what: string
  readonly unit: string
  readonly vigie: Spread
  readonly beside?: { readonly name: string; readonly spread: Spread }
}

/** What could not be measured here, and what would make it possible. */
export type Skipped = { readonly what: string; readonly skipped: string }

/** What a bench found out. Notes say in a sentence what a table cannot. */
export type Findings = {
  readonly figures: readonly (Figure | Skipped)[]
  readonly notes: readonly string[]
}

export type Scope = {
  /** Only to see that everything runs: the figures of a short run mean nothing. */
  readonly short: boolean
  /** Says what is being done, on standard error. */
  readonly progress: (text: string) => void
}

export type Bench = {
  readonly name: string
  readonly title: string
  readonly run: (scope: Scope) => Promise<Findings>
}

export const isSkipped = (line: Figure | Skipped): line is Skipped => 'skipped' in line

/** Vigie's median by the other's; undefined where it stands alone. */
export const ratioOf = ({ vigie, beside }: Figure): number | undefined =>
  beside === undefined ? undefined : vigie.median / beside.spread.median
