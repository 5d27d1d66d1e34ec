import { z } from 'zod'
import { momentField } from '../../base/fields.ts'
import { captureBody, typedAddress } from './captures.ts'
import { endpoint, limitQuery, nothing } from './endpoint.ts'

/** A name to say on the command line. */
export const scheduleName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u)

const nameParams = z.object({ name: scheduleName })

export const scheduleRow = z.object({
  name: z.string(),
  /** The cron expression, or null where it runs every so many seconds. */
  cron: z.string().nullable(),
  timeZone: z.string().nullable(),
  everySeconds: z.int().nullable(),
  captureSeconds: z.int().nullable(),
  report: z.enum(['none', 'window', 'newest', 'capture']),
  recipients: z.array(z.string()),
  addedAt: momentField,
  lastSlot: momentField.nullable(),
  next: z.array(momentField),
})

export const addSchedule = endpoint({
  method: 'POST',
  path: '/api/schedules',
  summary: 'Add something that recurs',
  params: nothing,
  query: nothing,
  body: z.object({
    name: scheduleName,
    cron: z.string().max(200),
    /** Empty: the machine's. */
    timeZone: z.string().max(64).default(''),
    capture: captureBody.omit({ mail: true }).optional(),
    report: z.boolean().default(false),
    to: z.array(typedAddress).max(20).default([]),
  }),
  answer: scheduleRow,
})

export const listSchedules = endpoint({
  method: 'GET',
  path: '/api/schedules',
  summary: 'The schedules in force with their next dates',
  params: nothing,
  query: limitQuery,
  body: nothing,
  answer: z.object({ schedules: z.array(scheduleRow) }),
})

export const removeSchedule = endpoint({
  method: 'DELETE',
  path: '/api/schedules/:name',
  summary: 'End a schedule',
  params: nameParams,
  query: nothing,
  body: nothing,
  answer: z.object({ name: z.string() }),
})

export const runSchedule = endpoint({
  method: 'POST',
  path: '/api/schedules/:name/run',
  summary: 'Run a schedule now',
  params: nameParams,
  query: nothing,
  body: nothing,
  answer: z.object({ captureId: z.string().nullable(), reportId: z.string().nullable() }),
})
