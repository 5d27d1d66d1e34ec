/** The pure door of the report slice. */
import { z } from 'zod'
import { failureSchema } from '../../base/failure-schema.ts'
import { ID_PATTERN } from '../../base/ids.ts'
import type { EventOf } from '../../events/event.ts'
import { catchUp } from '../capture/events.ts'

const id = z.string().regex(ID_PATTERN)
const milliseconds = z.int().nonnegative()

/** What a report is about: one capture, whichever began last when the report is made, or all captures of a time. */
export const reportScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('capture'), captureId: id }),
  z.object({ kind: z.literal('newest') }),
  z.object({ kind: z.literal('window'), from: milliseconds, to: milliseconds }),
])

export const reportEvents = {
  ReportRequested: {
    version: 1,
    data: z.object({
      reportId: id,
      scope: reportScope,
      /** When it shall be made. */
      dueAt: milliseconds,
      /** Address ids. */
      recipients: z.array(id),
      catchUp: catchUp.optional(),
    }),
  },
  ReportProduced: {
    version: 1,
    data: z.object({
      reportId: id,
      /** The Message-ID that every delivery carries, so that a second copy can be recognised. */
      messageId: z.string(),
      size: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  },
  ReportDelivered: {
    version: 1,
    data: z.object({ reportId: id, messageId: z.string() }),
  },
  DeliveryFailed: {
    version: 1,
    data: z.object({
      reportId: id,
      failure: failureSchema,
    }),
  },
  DeliveryRequested: { version: 1, data: z.object({ reportId: id, attempt: z.int().positive() }) },
} as const

export type ReportEvent = EventOf<typeof reportEvents>
export type ReportScope = z.infer<typeof reportScope>

export const reportStream = (reportId: string): string => `report-${reportId}`
