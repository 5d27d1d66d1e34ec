/** The pure door of the capture slice: what may happen to a capture, a watch and the packets that they save. Loads no socket and no database. */
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
      /** Whether the packets themselves are kept, in files. */
      save: z.boolean().optional(),
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
  /** A capture file that somebody had from elsewhere: its figures are kept as those of a capture that is over. */
  CaptureImported: {
    version: 1,
    data: z.object({
      captureId: id,
      /** Where it was imported, not where it was captured. */
      sensor: z.string(),
      /** When that began: the retention of its rows counts from here. */
      importedAt: milliseconds,
      /** Its name without folders; `-`: standard input. */
      file: z.string().min(1).max(255),
      /** The earliest and the latest packet. */
      firstAt: milliseconds,
      lastAt: milliseconds,
      /** Whether reading ended before the file did, because it is cut or damaged. */
      isBrokenOff: z.boolean(),
      totals: segmentTotals,
      /** SHA-256 over the hashes of its intervals, in hex. */
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

/** Why a segment of a watch ended; a watch goes on after each but the first. */
export const watchSegmentEnds = ['removed', 'shutdown', 'interrupted', 'failed'] as const

/** A standing watch: a segment is sealed each hour, because it may last for years. */
export const watchEvents = {
  WatchAdded: {
    version: 1,
    data: z.object({
      watchId: id,
      sensor: z.string(),
      interface: z.string(),
      driver: z.enum(['ring', 'cap']),
      filter: z.string(),
      save: z.boolean(),
    }),
  },
  WatchRemoved: { version: 1, data: z.object({ watchId: id }) },
  WatchSegmentOpened: {
    version: 1,
    data: z.object({ watchId: id, segment: z.int().positive(), openedAt: milliseconds }),
  },
  /** The rows of the intervals from `from` to before `to`, by number, are complete and hash to this. */
  IntervalsSealed: {
    version: 1,
    data: z.object({
      watchId: id,
      segment: z.int().positive(),
      from: count,
      to: z.int().positive(),
      totals: segmentTotals,
      /** Counted in this segment since it was sealed last, but not kept. */
      lostIntervals: count,
      rowsHash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  },
  WatchSegmentClosed: {
    version: 1,
    data: z.object({
      watchId: id,
      segment: z.int().positive(),
      closedAt: milliseconds,
      reason: z.enum(watchSegmentEnds),
      failure: failureSchema.nullable(),
    }),
  },
  /** It could not begin to count; it is tried again and again, and said once for each reason. */
  WatchFailed: { version: 1, data: z.object({ watchId: id, failure: failureSchema }) },
} as const

/** Names a file of saved packets: the `number`-th of a segment of a capture or watch. */
export const packetFileKey = z.object({
  captureId: id,
  segment: z.int().positive(),
  number: z.int().positive(),
})

/** Why saved packets were given up: to make room for newer ones, or because of their age. */
export const packetFileEnds = ['bytes', 'age'] as const

export const packetFileEvents = {
  PacketsSaved: {
    version: 1,
    data: packetFileKey.extend({
      sensor: z.string(),
      bytes: z.int().positive(),
      packets: count,
      firstAt: milliseconds,
      lastAt: milliseconds,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  },
  PacketsDiscarded: {
    version: 1,
    data: z.object({
      sensor: z.string(),
      reason: z.enum(packetFileEnds),
      files: z.array(packetFileKey).min(1).max(100),
    }),
  },
} as const

/** All that this slice says in the log. */
export const captureSliceEvents = {
  ...captureEvents,
  ...watchEvents,
  ...packetFileEvents,
} as const

export type CaptureEvent = EventOf<typeof captureEvents>
export type WatchEvent = EventOf<typeof watchEvents>
export type PacketFileEvent = EventOf<typeof packetFileEvents>
export type PacketFileKey = z.infer<typeof packetFileKey>
export type PacketFileEnd = (typeof packetFileEnds)[number]
export type SegmentTotals = z.infer<typeof segmentTotals>
export type SegmentEnd = (typeof segmentEnds)[number]
export type WatchSegmentEnd = (typeof watchSegmentEnds)[number]

export const captureStream = (captureId: string): string => `capture-${captureId}`
export const watchStream = (watchId: string): string => `watch-${watchId}`
/** One stream a day and sensor, so that none grows without end. `day` is YYYY-MM-DD. */
export const packetStream = (sensor: string, day: string): string => `packets-${sensor}-${day}`
