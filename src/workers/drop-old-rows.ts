import { dropOldRows } from '../jobs/index.ts'
import type { UpkeepService } from '../services/upkeep/index.ts'
import { type Processor, processor } from './processor.ts'

/** Drops what is no longer to be kept. Given up, nothing is recorded: what is left is still there, and the reconciler wants it dropped. */
export const dropOldRowsProcessor = (upkeep: UpkeepService): Processor =>
  processor(dropOldRows, {
    work: () => upkeep.dropOldRows(), // of today: a job that is taken up a day late has more to do, not less
  })
