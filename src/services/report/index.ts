/** The report slice: what was found, in every form, and its way to the reader. */
export type { ReportScope } from './events.ts'
export type { ReportPlan } from './report.ts'
export { countOldForms, dropOldForms } from './report-forms.ts'
export { reportProjection } from './report-projection.ts'
export { type ReportForms, ReportService, type ReportSettings } from './report-service.ts'
export {
  findReport,
  listReports,
  missingReports,
  openReports,
  type ReportRow,
  type ReportState,
} from './report-view.ts'
export { type ScheduledWork, startScheduledWork } from './scheduled-work.ts'
