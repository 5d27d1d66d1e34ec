import { z } from 'zod'
import { idField } from '../base/fields.ts'
import { defineJob } from './job.ts'
import { REPORT_QUEUE } from './queue-names.ts'

/** Look whether a schedule is due, and start what it says. */
export const runSchedule = defineJob({
  name: 'run-schedule',
  schema: z.object({ scheduleId: idField }),
  queue: () => REPORT_QUEUE,
  key: ({ scheduleId }) => scheduleId,
  attempts: 5,
  backoffMs: 1_000,
})
