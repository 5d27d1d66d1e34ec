import type { Log } from '../base/log.ts'
import { runSchedule } from '../jobs/index.ts'
import { type Processor, processor } from './processor.ts'

/** Starts what a schedule says, where something is due. Main brings the use case, because it spans three slices. */
export const runScheduleProcessor = (
  startDue: (scheduleId: string) => Promise<void>,
  log: Log,
): Processor =>
  processor(
    runSchedule,
    {
      work: async ({ scheduleId }) => {
        await startDue(scheduleId)
        return undefined
      },
      // Nothing to record: what was due stays due, and the next look starts it.
      giveUp: async () => {},
    },
    log,
  )
