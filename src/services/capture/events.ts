/** The pure door of the capture slice: what may happen to a capture. Loads no socket and no database. */
import { z } from 'zod'
import { failureSchema } from '../../base/failure-schema.ts'
import { ID_PATTERN } from '../../base/ids.ts'
import type { EventOf } from '../../events/event.ts'

const id = z.string().regex(ID_PATTERN)
const milliseconds = z.int().nonnegative()
const count = z.int().nonnegative()

/** `interrupted`: found open after a crash, closed by the next run. `shutdown`: Vigie was stopped, and goes on when it is up again. */
export const segmentEnds = ['elapsed', 'stopped', 'shutdown', 'interrupted', 'failed'] as const

/** A scheduled run that stands for `missed` others, which did not take place: the time that it is about. */
export const catchUp = z.object({
  from: milliseconds,
  to: milliseconds,
  missed: z.int().positive(),
})

/** The sums over the interval rows of a segment. `kernelDrops` is null where the driver cannot know. */
export const segmentTotals = z.object({
  intervals: count,
  packets: count,
  bytes: count,
  kernelDrops: count.nullable(),
  truncated: count,
  malformed: count,
  flows: count,
})

export const captureEvents = {
  CaptureRequested: {
    version: 1,
    data: z.object({
      captureId: id,
      sensor: z.string(),
      interface: z.string(),
      driver: z.enum(['ring', 'cap']),
      filter: z.string(),
      seconds: z.int().positive(),
      /** The report that is mailed when it ends, and to whom, by address id. */
      report: z
        .object({ reportId: id, recipients: z.array(id), catchUp: catchUp.optional() })
        .nullable(),
    }),
  },
  SegmentOpened: {
    version: 1,
    data: z.object({ captureId: id, segment: z.int().positive(), openedAt: milliseconds }),
  },
  SegmentClosed: {
    version: 1,
    data: z.object({
      captureId: id,
      segment: z.int().positive(),
      closedAt: milliseconds,
      reason: z.enum(segmentEnds),
      totals: segmentTotals,
      /** Intervals that were counted but could not be kept, because the database was away for too long. */
      lostIntervals: count,
      /** SHA-256 over the hashes of the segment's intervals, in hex. */
      rowsHash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  },
  CaptureStopRequested: { version: 1, data: z.object({ captureId: id }) },
  CaptureCompleted: {
    version: 1,
    data: z.object({
      captureId: id,
      reason: z.enum(['elapsed', 'stopped']),
      reportId: id.nullable(),
    }),
  },
  CaptureFailed: {
    version: 1,
    data: z.object({ captureId: id, failure: failureSchema, reportId: id.nullable() }),
  },
} as const

export type CaptureEvent = EventOf<typeof captureEvents>
export type SegmentTotals = z.infer<typeof segmentTotals>
export type SegmentEnd = (typeof segmentEnds)[number]

export const captureStream = (captureId: string): string => `capture-${captureId}`
