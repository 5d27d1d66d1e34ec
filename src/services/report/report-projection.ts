import { sql, type Updateable } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { projectionOf, type StoredEvent } from '../../events/index.ts'
import { type ReportEvent, reportEvents } from './events.ts'

const project = async (trx: Database, event: StoredEvent<ReportEvent>): Promise<void> => {
  const at = new Date(event.occurredAt)
  const { reportId } = event.data
  const update = (values: Updateable<Tables['reports']>) =>
    trx.updateTable('reports').set(values).where('report_id', '=', reportId).execute()
  switch (event.type) {
    case 'ReportRequested':
      await trx
        .insertInto('reports')
        .values({
          report_id: reportId,
          state: 'requested',
          scope: JSON.stringify(event.data.scope),
          deliveries: 0,
          due_at: new Date(event.data.dueAt),
          requested_at: at,
          produced_at: null,
          ended_at: null,
          message_id: null,
          failure: null,
        })
        .execute()
      return
    case 'ReportProduced':
      await update({
        state: 'produced',
        produced_at: at,
        message_id: event.data.messageId,
        deliveries: 1,
      })
      return
    case 'ReportDelivered':
      await update({ state: 'delivered', ended_at: at, failure: null })
      return
    case 'DeliveryFailed':
      await update({
        state: 'failed',
        ended_at: at,
        failure: JSON.stringify(event.data.failure),
      })
      return
    case 'DeliveryRequested':
      // One that could never be made is made anew.
      await trx
        .updateTable('reports')
        .set({
          state: sql<string>`IF(message_id IS NULL, 'requested', 'produced')`,
          ended_at: null,
          deliveries: event.data.attempt,
        })
        .where('report_id', '=', reportId)
        .execute()
      return
  }
}

export const reportProjection = projectionOf(reportEvents, {
  name: 'reports',
  version: 1,
  tables: ['reports'],
  project,
})
