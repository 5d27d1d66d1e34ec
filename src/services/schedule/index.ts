/** The schedule slice: what recurs, and what is due. */
export type { SchedulePlan, ScheduleTiming } from './events.ts'
export type { ScheduleRun } from './schedule.ts'
export { scheduleProjection } from './schedule-projection.ts'
export { ScheduleService, type StartedRun } from './schedule-service.ts'
export {
  findSchedule,
  listSchedules,
  type ScheduleRow,
} from './schedule-view.ts'
export { lastDue, nextDates } from './timing.ts'
