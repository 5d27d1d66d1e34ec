import { z } from 'zod'
import { momentField } from '../../base/fields.ts'
import { endpoint, nothing } from './endpoint.ts'

/** A request that follows the log is answered at the latest after this, so that no proxy or client gives up first. */
export const FOLLOW_MS_MAX = 20_000

export const eventRow = z.object({
  position: z.int(),
  stream: z.string(),
  version: z.int(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  actor: z.string(),
  occurredAt: momentField,
})

export const readEvents = endpoint({
  method: 'GET',
  path: '/api/events',
  summary: 'The event log: its end, or what follows a position',
  params: nothing,
  query: z.object({
    /** Left out: the newest ones. */
    after: z.coerce.number().int().nonnegative().optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(50),
    stream: z.string().max(120).optional(),
    /** How long to wait for a first event, in ms. */
    waitMs: z.coerce.number().int().min(0).max(FOLLOW_MS_MAX).default(0),
  }),
  body: nothing,
  answer: z.object({
    events: z.array(eventRow),
    /** Read on after this position. */
    after: z.int(),
  }),
})
