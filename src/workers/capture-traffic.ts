import { captureTraffic } from '../jobs/index.ts'
import type { RunningCaptures } from '../services/capture/index.ts'
import { type Processor, processor } from './processor.ts'

/** Carries captures out on this machine's interfaces. */
export const captureTrafficProcessor = (captures: RunningCaptures): Processor =>
  processor(captureTraffic, {
    work: ({ captureId }, context) => captures.run(captureId, context),
    giveUp: ({ captureId }, failure, { jobKey }) => captures.giveUp(captureId, failure, jobKey),
  })
