import { z } from 'zod'
import { defineJob } from './job.ts'
import { UPKEEP_QUEUE } from './queue-names.ts'

/** Drop the rows that are no longer to be kept on this day (UTC, YYYY-MM-DD). Who reads for long makes it wait: so it is tried often. */
export const dropOldRows = defineJob({
  name: 'drop-old-rows',
  schema: z.object({ day: z.iso.date() }),
  queue: () => UPKEEP_QUEUE,
  key: ({ day }) => day,
  attempts: 8,
  backoffMs: 5_000,
})
