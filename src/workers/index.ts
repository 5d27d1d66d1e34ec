/** Who runs the jobs: each processor parses the data, calls a service and maps the failure. */
export { captureTrafficProcessor } from './capture-traffic.ts'
export { deliverReportProcessor } from './deliver-report.ts'
export { dropOldRowsProcessor } from './drop-old-rows.ts'
export { produceReportProcessor } from './produce-report.ts'
export { runScheduleProcessor } from './run-schedule.ts'
export { type QueueWork, WorkerHost } from './worker-host.ts'
