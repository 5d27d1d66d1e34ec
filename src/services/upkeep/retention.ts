import { type KeptKind, keptKinds } from './events.ts'

const DAY_MS = 86_400_000

/** Days that each kind of rows is kept. */
export type KeptDays = { readonly [kind in KeptKind]: number }

/** What a kind of rows is kept from: the begin of a day in UTC, in ms and as YYYY-MM-DD. */
export type Boundary = { readonly kind: KeptKind; readonly from: number; readonly day: string }

/** The day (UTC) of `now` (ms) as YYYY-MM-DD. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10)

/**
 * Where each kind begins on the day of `now` (ms): so many whole days before it, so that a row is kept for at least as long whatever its
 * hour. Moves once a day. Lists are found by their intervals, so they are not kept longer than the totals.
 */
export const boundariesOf = (keep: KeptDays, now: number): readonly Boundary[] => {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  return keptKinds.map((kind) => {
    const days = kind === 'details' ? Math.min(keep.details, keep.totals) : keep[kind]
    const from = today - days * DAY_MS
    return { kind, from, day: dayOf(from) }
  })
}
