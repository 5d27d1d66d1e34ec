import { Failure } from '../../base/failure.ts'
import type { Database } from '../../db/database.ts'
import type { Projection, StoredEvent } from '../../events/index.ts'
import { type ScheduleEvent, type SchedulePlan, scheduleEvents } from './events.ts'

/** An active schedule. Times are milliseconds since the epoch. */
export type ScheduleRow = {
  readonly id: string
  readonly name: string
  readonly plan: SchedulePlan
  readonly addedAt: number
  /** The date that it ran for last; null where it has not run yet. */
  readonly lastSlot: number | null
}

export const scheduleProjection: Projection = {
  name: 'schedules',
  version: 1,
  tables: ['schedules'],
  handles: Object.keys(scheduleEvents),
  project: (trx, event) => project(trx, event as StoredEvent & ScheduleEvent),
}

const project = async (trx: Database, event: StoredEvent & ScheduleEvent): Promise<void> => {
  const { scheduleId } = event.data
  const update = trx.updateTable('schedules').where('schedule_id', '=', scheduleId)
  switch (event.type) {
    case 'ScheduleAdded': {
      const row = {
        name: event.data.name,
        plan: JSON.stringify(event.data.plan),
        added_at: new Date(event.data.addedAt),
        last_slot: null,
        removed_at: null,
      }
      await trx
        .insertInto('schedules')
        .values({ schedule_id: scheduleId, ...row })
        .onDuplicateKeyUpdate(row) // the name was used before, and is taken up again
        .execute()
      return
    }
    case 'ScheduleRan':
      await update.set({ last_slot: new Date(event.data.slot) }).execute()
      return
    case 'ScheduleRemoved':
      await update.set({ removed_at: new Date(event.occurredAt) }).execute()
      return
  }
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
