import { z } from 'zod'
import { idField } from '../base/fields.ts'
import { defineJob } from './job.ts'
import { REPORT_QUEUE } from './queue-names.ts'

/** Read the figures and render the report. `captureId` where the request stands in a capture that has ended. */
export const produceReport = defineJob({
  name: 'produce-report',
  schema: z.object({ reportId: idField, captureId: idField.nullable() }),
  queue: () => REPORT_QUEUE,
  key: ({ reportId }) => reportId,
  attempts: 5,
  backoffMs: 1_000,
})
