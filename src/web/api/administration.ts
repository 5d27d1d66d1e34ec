import { z } from 'zod'
import { endpoint, nothing } from './endpoint.ts'

export const changePassword = endpoint({
  method: 'POST',
  path: '/api/administrator/password',
  summary: 'Set the password of the administrator, or make one up where none is given',
  params: nothing,
  query: nothing,
  body: z.object({ password: z.string().max(200).optional() }),
  /** `password` is said only where it was made up. */
  answer: z.object({ account: z.string(), password: z.string().nullable() }),
})

export const replayProjection = endpoint({
  method: 'POST',
  path: '/api/projections/:name/replay',
  summary: 'Rebuild the tables of a projection from the log',
  params: z.object({ name: z.string().max(80) }),
  query: nothing,
  body: nothing,
  answer: z.object({ name: z.string() }),
})

export const reconcileJobs = endpoint({
  method: 'POST',
  path: '/api/jobs/reconcile',
  summary: 'Derive the queues from the log now',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.object({ open: z.int() }),
})
