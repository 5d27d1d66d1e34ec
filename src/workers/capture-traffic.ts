import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { captureTraffic } from '../jobs/index.ts'
import type { CaptureService } from '../services/capture/index.ts'
import { type Processor, processor } from './processor.ts'

/** Carries captures out on this machine's interfaces. */
export const captureTrafficProcessor = (
  captures: CaptureService,
  clock: Clock,
  log: Log,
): Processor =>
  processor(
    captureTraffic,
    {
      work: async ({ captureId }, context) =>
        (await captures.run(captureId, context)) === 'shutdown' ? 'shutdown' : undefined,
      giveUp: ({ captureId }, failure, { jobKey }) =>
        captures.fail(captureId, failure, {
          commandId: `${jobKey}/FailCapture`,
          actor: 'worker',
          now: clock.now(),
        }),
    },
    log,
  )
