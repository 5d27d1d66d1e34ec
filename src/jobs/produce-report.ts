import { z } from 'zod'
import { ID_PATTERN } from '../base/ids.ts'
import { defineJob } from './job.ts'

const id = z.string().regex(ID_PATTERN)

export const REPORT_QUEUE = 'report'

/** Read the figures and render the report. `captureId` where the request stands in a capture that has ended. */
export const produceReport = defineJob({
  name: 'produce-report',
  schema: z.object({ reportId: id, captureId: id.nullable() }),
  queue: () => REPORT_QUEUE,
  key: ({ reportId }) => reportId,
  attempts: 5,
  backoffMs: 1_000,
})
