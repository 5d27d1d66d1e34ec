import { Failure, type FailureData } from '../../base/failure.ts'
import { storedFailure } from '../../base/stored-failure.ts'
import type { Database } from '../../db/database.ts'
import type { ReportScope } from './events.ts'

type ReportState = 'requested' | 'produced' | 'delivered' | 'failed'

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
  failure: storedFailure(row.failure),
})
