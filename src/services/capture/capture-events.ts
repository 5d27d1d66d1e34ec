import { z } from 'zod'
import { failureSchema } from '../../base/failure-schema.ts'
import { countField, idField, momentField, sha256Field } from '../../base/fields.ts'
import type { EventOf } from '../../events/event.ts'
import { segmentTotals } from './segment/segment-totals.ts'

/** `interrupted`: found open after a crash, closed by the next run. `shutdown`: Vigie was stopped, and goes on when it is up again. */
const segmentEnds = ['elapsed', 'stopped', 'shutdown', 'interrupted', 'failed'] as const

/** A scheduled run that stands for `missed` others, which did not take place: the time that it is about. */
export const catchUp = z.object({
  from: momentField,
  to: momentField,
  missed: z.int().positive(),
})

export const timedCaptureEvents = {
  CaptureRequested: {
    version: 1,
    data: z.object({
      captureId: idField,
      sensor: z.string(),
      interface: z.string(),
      driver: z.enum(['ring', 'cap']),
      filter: z.string(),
      seconds: z.int().positive(),
      /** Whether the packets themselves are kept, in files. */
      save: z.boolean().optional(),
      /** The report that is mailed when it ends, and to whom, by address id. */
      report: z
        .object({ reportId: idField, recipients: z.array(idField), catchUp: catchUp.optional() })
        .nullable(),
    }),
  },
  SegmentOpened: {
    version: 1,
    data: z.object({ captureId: idField, segment: z.int().positive(), openedAt: momentField }),
  },
  SegmentClosed: {
    version: 1,
    data: z.object({
      captureId: idField,
      segment: z.int().positive(),
      closedAt: momentField,
      reason: z.enum(segmentEnds),
      totals: segmentTotals,
      /** Intervals that were counted but could not be kept, because the database was away for too long. */
      lostIntervals: countField,
      /** SHA-256 over the hashes of the segment's intervals, in hex. */
      rowsHash: sha256Field,
    }),
  },
  /** A capture file that somebody had from elsewhere: its figures are kept as those of a capture that is over. */
  CaptureImported: {
    version: 1,
    data: z.object({
      captureId: idField,
      /** Where it was imported, not where it was captured. */
      sensor: z.string(),
      /** When that began: the retention of its rows counts from here. */
      importedAt: momentField,
      /** Its name without folders; `-`: standard input. */
      file: z.string().min(1).max(255),
      /** The earliest and the latest packet. */
      firstAt: momentField,
      lastAt: momentField,
      /** Whether reading ended before the file did, because it is cut or damaged. */
      isBrokenOff: z.boolean(),
      totals: segmentTotals,
      /** SHA-256 over the hashes of its intervals, in hex. */
      rowsHash: sha256Field,
    }),
  },
  CaptureStopRequested: { version: 1, data: z.object({ captureId: idField }) },
  CaptureCompleted: {
    version: 1,
    data: z.object({
      captureId: idField,
      reason: z.enum(['elapsed', 'stopped']),
      reportId: idField.nullable(),
    }),
  },
  CaptureFailed: {
    version: 1,
    data: z.object({ captureId: idField, failure: failureSchema, reportId: idField.nullable() }),
  },
} as const

export type CaptureEvent = EventOf<typeof timedCaptureEvents>
export type SegmentEnd = (typeof segmentEnds)[number]

export const captureStream = (captureId: string): string => `capture-${captureId}`
