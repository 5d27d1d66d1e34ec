import { z } from 'zod'
import { idField } from '../base/fields.ts'
import { defineJob } from './job.ts'
import { DELIVERY_QUEUE } from './queue-names.ts'

/** Send a report that was made; `delivery` counts up each time that somebody asks for it again. */
export const deliverReport = defineJob({
  name: 'deliver-report',
  schema: z.object({ reportId: idField, delivery: z.int().positive() }),
  queue: () => DELIVERY_QUEUE,
  key: ({ reportId, delivery }) => `${reportId}_${delivery}`,
  attempts: 8, // 30 s doubled seven times: about an hour, as long as greylisting takes
  backoffMs: 30_000,
})
