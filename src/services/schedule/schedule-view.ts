import { Failure } from '../../base/failure.ts'
import type { Database } from '../../db/database.ts'
import type { SchedulePlan } from './events.ts'

/** An active schedule. Times are milliseconds since the epoch. */
export type ScheduleRow = {
  readonly id: string
  readonly name: string
  readonly plan: SchedulePlan
  readonly addedAt: number
  /** The date that it ran for last; null where it has not run yet. */
  readonly lastSlot: number | null
}

/** The schedules that are in force, by name. */
export const listSchedules = async (db: Database): Promise<ScheduleRow[]> => {
  const rows = await db
    .selectFrom('schedules')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({
    id: row.schedule_id,
    name: row.name,
    plan: JSON.parse(row.plan) as SchedulePlan,
    addedAt: row.added_at.getTime(),
    lastSlot: row.last_slot?.getTime() ?? null,
  }))
}

/** Throws SCHEDULE_UNKNOWN. */
export const findSchedule = async (db: Database, name: string): Promise<ScheduleRow> => {
  const found = (await listSchedules(db)).find((row) => row.name === name)
  if (found === undefined) throw new Failure('SCHEDULE_UNKNOWN', { name })
  return found
}
