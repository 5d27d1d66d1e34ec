import { z } from 'zod'
import { momentField } from '../../base/fields.ts'
import { typedAddress } from './captures.ts'
import { endpoint, failureField, idParams, limitQuery, nothing } from './endpoint.ts'

/** A mail is asked for at most a day ahead; what recurs is a schedule. */
export const MAIL_SECONDS_MIN = 1
export const MAIL_SECONDS_MAX = 86_400

export const reportRow = z.object({
  id: z.string(),
  state: z.enum(['requested', 'produced', 'delivered', 'failed']),
  dueAt: momentField,
  requestedAt: momentField,
  producedAt: momentField.nullable(),
  endedAt: momentField.nullable(),
  messageId: z.string().nullable(),
  failure: failureField,
})

export const requestMail = endpoint({
  method: 'POST',
  path: '/api/mails',
  summary: 'Mail what the analyser has found, in some seconds, once or again and again',
  params: nothing,
  query: nothing,
  body: z.object({
    seconds: z.int().min(MAIL_SECONDS_MIN).max(MAIL_SECONDS_MAX),
    /** Empty: the administrator. */
    to: z.array(typedAddress).max(20),
    /** Then again after each of so many seconds. */
    everySeconds: z.int().min(MAIL_SECONDS_MIN).max(MAIL_SECONDS_MAX).optional(),
  }),
  answer: z.object({
    reportId: z.string(),
    dueAt: momentField,
    recipients: z.array(z.string()),
    /** The schedule that repeats it; null where it is sent once. */
    schedule: z.string().nullable(),
  }),
})

export const mailCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/mail',
  summary: 'Make the report of a capture as it stands now, and mail it',
  params: idParams,
  query: nothing,
  body: z.object({
    /** Empty: the administrator. */
    to: z.array(typedAddress).max(20),
  }),
  answer: z.object({ reportId: z.string(), recipients: z.array(z.string()) }),
})

export const listReports = endpoint({
  method: 'GET',
  path: '/api/reports',
  summary: 'The newest reports',
  params: nothing,
  query: limitQuery,
  body: nothing,
  answer: z.object({ reports: z.array(reportRow) }),
})

export const showReport = endpoint({
  method: 'GET',
  path: '/api/reports/:id',
  summary: 'How far a report has come, and its text once it is made',
  params: idParams,
  query: nothing,
  body: nothing,
  answer: reportRow.extend({ text: z.string().nullable() }),
})

export const sendReport = endpoint({
  method: 'POST',
  path: '/api/reports/:id/send',
  summary: 'Send a report once more',
  params: idParams,
  query: nothing,
  body: nothing,
  answer: reportRow,
})
