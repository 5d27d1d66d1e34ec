import { deliverReport } from '../jobs/index.ts'
import type { ReportService } from '../services/report/index.ts'
import { type Processor, processor } from './processor.ts'

/** Sends reports. */
export const deliverReportProcessor = (reports: ReportService): Processor =>
  processor(deliverReport, {
    work: ({ reportId }, { jobKey, signal }) => reports.deliver(reportId, jobKey, signal),
    giveUp: ({ reportId }, failure, { jobKey }) => reports.giveUp(reportId, failure, jobKey),
  })
