/** The pure door of the report slice. */
import { z } from 'zod'
import { failureSchema } from '../../base/failure-schema.ts'
import { idField, momentField, sha256Field } from '../../base/fields.ts'
import type { EventOf } from '../../events/event.ts'
import { catchUp } from '../capture/events.ts'

/** What a report is about: one capture, whichever began last when the report is made, or all captures of a time. */
const reportScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('capture'), captureId: idField }),
  z.object({ kind: z.literal('newest') }),
  z.object({ kind: z.literal('window'), from: momentField, to: momentField }),
])

export const reportEvents = {
  ReportRequested: {
    version: 1,
    data: z.object({
      reportId: idField,
      scope: reportScope,
      /** When it shall be made. */
      dueAt: momentField,
      /** Address ids. */
      recipients: z.array(idField),
      catchUp: catchUp.optional(),
    }),
  },
  ReportProduced: {
    version: 1,
    data: z.object({
      reportId: idField,
      /** The Message-ID that every delivery carries, so that a second copy can be recognised. */
      messageId: z.string(),
      size: z.int().positive(),
      sha256: sha256Field,
    }),
  },
  ReportDelivered: {
    version: 1,
    data: z.object({ reportId: idField, messageId: z.string() }),
  },
  DeliveryFailed: {
    version: 1,
    data: z.object({
      reportId: idField,
      failure: failureSchema,
    }),
  },
  DeliveryRequested: {
    version: 1,
    data: z.object({ reportId: idField, attempt: z.int().positive() }),
  },
} as const

export type ReportEvent = EventOf<typeof reportEvents>
export type ReportScope = z.infer<typeof reportScope>

export const reportStream = (reportId: string): string => `report-${reportId}`
