import { sql, type Updateable } from 'kysely'
import { Failure, type FailureData } from '../../base/failure.ts'
import type { Database } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Projection, StoredEvent } from '../../events/index.ts'
import { type ReportEvent, type ReportScope, reportEvents } from './events.ts'

export type ReportState = 'requested' | 'produced' | 'delivered' | 'failed'

/** A report as lists show it. Times are milliseconds since the epoch. */
export type ReportRow = {
  readonly id: string
  readonly state: ReportState
  readonly scope: ReportScope
  /** Deliveries that were asked for. */
  readonly deliveries: number
  readonly dueAt: number
  readonly requestedAt: number
  readonly producedAt: number | null
  readonly endedAt: number | null
  readonly messageId: string | null
  readonly failure: FailureData | null
}

export const reportProjection: Projection = {
  name: 'reports',
  version: 1,
  tables: ['reports'],
  handles: Object.keys(reportEvents),
  project: (trx, event) => project(trx, event as StoredEvent & ReportEvent),
}

const project = async (trx: Database, event: StoredEvent & ReportEvent): Promise<void> => {
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

/** Throws REPORT_UNKNOWN. */
export const findReport = async (db: Database, id: string): Promise<ReportRow> => {
  const row = await selectReports(db).where('report_id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Failure('REPORT_UNKNOWN', { id })
  return reportRow(row)
}

/** The newest first, at most `limit`. */
export const listReports = async (db: Database, limit: number): Promise<ReportRow[]> => {
  const rows = await selectReports(db).orderBy('requested_at', 'desc').limit(limit).execute()
  return rows.map(reportRow)
}

/** Reports that are not delivered and not given up, oldest first: the open work. */
export const openReports = async (db: Database): Promise<ReportRow[]> => {
  const rows = await selectReports(db)
    .where('state', 'in', ['requested', 'produced'])
    .orderBy('requested_at')
    .execute()
  return rows.map(reportRow)
}

/** Those of the ids that no report has yet. */
export const missingReports = async (
  db: Database,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('reports')
    .select('report_id')
    .where('report_id', 'in', [...ids])
    .execute()
  return new Set(ids).difference(new Set(rows.map((row) => row.report_id)))
}

const selectReports = (db: Database) => db.selectFrom('reports').selectAll()

const reportRow = (
  row: Awaited<ReturnType<ReturnType<typeof selectReports>['execute']>>[number],
): ReportRow => ({
  id: row.report_id,
  state: row.state as ReportState,
  scope: JSON.parse(row.scope) as ReportScope,
  deliveries: row.deliveries,
  dueAt: row.due_at.getTime(),
  requestedAt: row.requested_at.getTime(),
  producedAt: row.produced_at?.getTime() ?? null,
  endedAt: row.ended_at?.getTime() ?? null,
  messageId: row.message_id,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as FailureData),
})
