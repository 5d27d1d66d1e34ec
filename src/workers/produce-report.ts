import { produceReport } from '../jobs/index.ts'
import type { ReportService } from '../services/report/index.ts'
import { type Processor, processor } from './processor.ts'

/** Makes reports. */
export const produceReportProcessor = (reports: ReportService): Processor =>
  processor(produceReport, {
    work: ({ reportId, captureId }, { jobKey }) =>
      captureId === null
        ? reports.produce(reportId, jobKey)
        : reports.produceForCapture(captureId, jobKey),
    giveUp: ({ reportId }, failure, { jobKey }) => reports.giveUp(reportId, failure, jobKey),
  })
