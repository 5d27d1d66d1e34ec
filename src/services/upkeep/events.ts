/** The pure door of the upkeep slice: what is no longer kept, and since when. */
import { z } from 'zod'

/** Rows that are kept for as long as each other. */
export const keptKinds = ['totals', 'details', 'reports', 'messages'] as const

export const upkeepEvents = {
  /** Said before it is done, and only where there is something to drop. */
  RowsDropped: {
    version: 1,
    data: z.object({
      kind: z.enum(keptKinds),
      /** The first day (UTC) that is kept, as YYYY-MM-DD. */
      before: z.iso.date(),
      /** Days of traffic, or reports, or messages. */
      count: z.int().positive(),
    }),
  },
} as const

export type KeptKind = (typeof keptKinds)[number]

/** One stream a day (YYYY-MM-DD): none grows without end. */
export const upkeepStream = (day: string): string => `upkeep-${day}`
