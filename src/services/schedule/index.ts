/** The schedule slice: what recurs, and what is due. */
export type { SchedulePlan } from './events.ts'
export { scheduleProjection } from './schedule-projection.ts'
export { ScheduleService } from './schedule-service.ts'
export {
  findSchedule,
  listSchedules,
  type ScheduleRow,
} from './schedule-view.ts'
export { nextDates } from './timing.ts'
