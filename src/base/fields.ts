/** What stands in events, jobs and answers alike, as their schemas have it. */
import { z } from 'zod'
import { ID_PATTERN } from './ids.ts'

/** An id of ours. */
export const idField = z.string().regex(ID_PATTERN)
/** Milliseconds since the epoch. */
export const momentField = z.int().nonnegative()
/** How many of something; 0: none. */
export const countField = z.int().nonnegative()
/** SHA-256, in hex. */
export const sha256Field = z.string().regex(/^[0-9a-f]{64}$/)
