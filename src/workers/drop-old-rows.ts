import type { Log } from '../base/log.ts'
import { dropOldRows } from '../jobs/index.ts'
import type { UpkeepService } from '../services/upkeep/index.ts'
import { type Processor, processor } from './processor.ts'

/** Drops what is no longer to be kept. */
export const dropOldRowsProcessor = (upkeep: UpkeepService, log: Log): Processor =>
  processor(
    dropOldRows,
    {
      work: async () => {
        await upkeep.dropOldRows() // of today: a job that is taken up a day late has more to do, not less
        return undefined
      },
      // Nothing to record: what is left is still there, and the reconciler wants it dropped.
      giveUp: async () => {},
    },
    log,
  )
