import type { Log } from '../base/log.ts'
import { runSchedule } from '../jobs/index.ts'
import { type Processor, processor } from './processor.ts'

/** Looks whether a schedule is due, and starts what it says. */
export const runScheduleProcessor = (
  startDue: (scheduleId: string) => Promise<unknown>,
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
