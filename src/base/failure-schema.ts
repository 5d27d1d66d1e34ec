import { z } from 'zod'
import { type FailureCode, failureCodes } from './failure-codes.ts'

/** A failure as it stands in an event or crosses a socket: the code and its values; the sentence is made when somebody reads it. */
export const failureSchema = z.object({
  code: z.enum(Object.keys(failureCodes) as [FailureCode, ...FailureCode[]]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
