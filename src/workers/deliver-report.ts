import type { Log } from '../base/log.ts'
import { deliverReport } from '../jobs/index.ts'
import type { ReportService } from '../services/report/index.ts'
import { type Processor, processor } from './processor.ts'

/** Sends reports. */
export const deliverReportProcessor = (reports: ReportService, log: Log): Processor =>
  processor(
    deliverReport,
    {
      work: async ({ reportId }, { jobKey, signal }) => {
        await reports.deliver(reportId, jobKey, signal)
        return undefined
      },
      giveUp: ({ reportId }, failure, { jobKey }) => reports.giveUp(reportId, failure, jobKey),
    },
    log,
  )
