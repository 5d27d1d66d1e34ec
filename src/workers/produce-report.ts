import type { Log } from '../base/log.ts'
import { produceReport } from '../jobs/index.ts'
import type { ReportService } from '../services/report/index.ts'
import { type Processor, processor } from './processor.ts'

/** Makes reports. */
export const produceReportProcessor = (reports: ReportService, log: Log): Processor =>
  processor(
    produceReport,
    {
      work: async ({ reportId, captureId }, { jobKey }) => {
        if (captureId === null) await reports.produce(reportId, jobKey)
        else await reports.produceForCapture(captureId, jobKey)
        return undefined
      },
      giveUp: ({ reportId }, failure, { jobKey }) => reports.giveUp(reportId, failure, jobKey),
    },
    log,
  )
