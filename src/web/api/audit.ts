import { z } from 'zod'
import { sha256Field } from '../../base/fields.ts'
import { endpoint, nothing } from './endpoint.ts'

/** Events of one slice: some tens of milliseconds of the daemon's time. */
export const AUDIT_SLICE_MAX = 5_000

const position = z.coerce.number().int().nonnegative()

export const verifyLog = endpoint({
  method: 'GET',
  path: '/api/audit',
  summary: 'Verify a slice of the event log by its hash chain',
  params: nothing,
  query: z.object({
    /** Where the slice before ended; left out: before the first event. */
    after: position.default(0),
    hash: sha256Field.optional(),
    limit: z.coerce.number().int().min(1).max(AUDIT_SLICE_MAX).default(AUDIT_SLICE_MAX),
  }),
  body: nothing,
  answer: z.object({
    position: z.int().nonnegative(),
    hash: sha256Field,
    /** The log's last position now. */
    end: z.int().nonnegative(),
  }),
})
