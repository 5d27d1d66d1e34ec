/** The report slice: what was found, in every form, and its way to the reader. */
export { countOldForms, dropOldForms } from './report-forms.ts'
export { reportProjection } from './report-projection.ts'
export { ReportService, type ReportSettings } from './report-service.ts'
export {
  findReport,
  listReports,
  missingReports,
  openReports,
  type ReportRow,
} from './report-view.ts'
export { startScheduledWork } from './scheduled-work.ts'
