import { z } from 'zod'
import { type FailureCode, failureCatalogue } from './failure-catalogue.ts'

/** A failure as it stands in an event or crosses a socket: the code and its operands; the sentence is made when somebody reads it. */
export const failureSchema = z.object({
  code: z.enum(Object.keys(failureCatalogue) as [FailureCode, ...FailureCode[]]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
