import type { Database } from '../../db/database.ts'
import { projectionOf, type StoredEvent } from '../../events/index.ts'
import { type ScheduleEvent, scheduleEvents } from './events.ts'

const project = async (trx: Database, event: StoredEvent<ScheduleEvent>): Promise<void> => {
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

export const scheduleProjection = projectionOf(scheduleEvents, {
  name: 'schedules',
  version: 1,
  tables: ['schedules'],
  project,
})
