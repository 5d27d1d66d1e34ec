import { runSchedule } from '../jobs/index.ts'
import { type Processor, processor } from './processor.ts'

/** Looks whether a schedule is due, and starts what it says. Given up, nothing is recorded: what was due stays due, and the next look starts it. */
export const runScheduleProcessor = (
  startDue: (scheduleId: string) => Promise<unknown>,
): Processor => processor(runSchedule, { work: ({ scheduleId }) => startDue(scheduleId) })
