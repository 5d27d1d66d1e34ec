import { z } from 'zod'
import { failureSchema } from '../../../base/failure-schema.ts'
import { countField, idField, momentField, sha256Field } from '../../../base/fields.ts'
import type { EventOf } from '../../../events/event.ts'
import { segmentTotals } from '../segment/segment-totals.ts'

/** Why a segment of a watch ended; a watch goes on after each but the first. */
const watchSegmentEnds = ['removed', 'shutdown', 'interrupted', 'failed'] as const

/** A standing watch: a segment is sealed each hour, because it may last for years. */
export const watchEvents = {
  WatchAdded: {
    version: 1,
    data: z.object({
      watchId: idField,
      sensor: z.string(),
      interface: z.string(),
      driver: z.enum(['ring', 'cap']),
      filter: z.string(),
      save: z.boolean(),
    }),
  },
  WatchRemoved: { version: 1, data: z.object({ watchId: idField }) },
  WatchSegmentOpened: {
    version: 1,
    data: z.object({ watchId: idField, segment: z.int().positive(), openedAt: momentField }),
  },
  /** The rows of the intervals from `from` to before `to`, by number, are complete and hash to this. */
  IntervalsSealed: {
    version: 1,
    data: z.object({
      watchId: idField,
      segment: z.int().positive(),
      from: countField,
      to: z.int().positive(),
      totals: segmentTotals,
      /** Counted in this segment since it was sealed last, but not kept. */
      lostIntervals: countField,
      rowsHash: sha256Field,
    }),
  },
  WatchSegmentClosed: {
    version: 1,
    data: z.object({
      watchId: idField,
      segment: z.int().positive(),
      closedAt: momentField,
      reason: z.enum(watchSegmentEnds),
      failure: failureSchema.nullable(),
    }),
  },
  /** It could not begin to count; it is tried again and again, and said once for each reason. */
  WatchFailed: { version: 1, data: z.object({ watchId: idField, failure: failureSchema }) },
} as const

export type WatchEvent = EventOf<typeof watchEvents>
export type WatchSegmentEnd = (typeof watchSegmentEnds)[number]

export const watchStream = (watchId: string): string => `watch-${watchId}`
