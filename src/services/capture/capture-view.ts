import { Failure, type FailureData } from '../../base/failure.ts'
import { storedFailure } from '../../base/stored-failure.ts'
import type { Database } from '../../db/database.ts'
import type { SegmentEnd } from './capture-events.ts'
import { causeAfter, type Gap, MIN_GAP_MS } from './gap.ts'
import { plannedEndOf } from './planned-end.ts'

export type CaptureState = 'waiting' | 'running' | 'completed' | 'stopped' | 'failed'

/** A capture as lists show it. Times are milliseconds since the epoch. */
export type CaptureRow = {
  readonly id: string
  readonly sensor: string
  /** '' where it was imported. */
  readonly interface: string
  /** The name of the file that it was imported from; null: it was captured here. */
  readonly file: string | null
  /** Whether that file was cut or damaged: then it was read up to there. */
  readonly isBrokenOff: boolean
  readonly driver: string
  readonly filter: string
  readonly seconds: number
  readonly state: CaptureState
  readonly reportId: string | null
  readonly actor: string
  readonly requestedAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly failure: FailureData | null
}

/** One uninterrupted run of a capture. */
export type SegmentRow = {
  readonly segment: number
  readonly openedAt: number
  readonly closedAt: number | null
  readonly reason: SegmentEnd | null
  readonly lostIntervals: number
}

/** The newest captures first, at most `limit`. */
export const listCaptures = async (db: Database, limit: number): Promise<CaptureRow[]> => {
  const rows = await selectCaptures(db).orderBy('requested_at', 'desc').limit(limit).execute()
  return rows.map(captureRow)
}

/** Throws CAPTURE_UNKNOWN. */
export const findCapture = async (db: Database, id: string): Promise<CaptureRow> => {
  const row = await selectCaptures(db).where('capture_id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Failure('CAPTURE_UNKNOWN', { id })
  return captureRow(row)
}

/** The one of our own that began last, running or not, or else was asked for last; undefined where there was none yet. */
export const newestCapture = async (db: Database): Promise<CaptureRow | undefined> => {
  const row = await selectCaptures(db)
    .where('file', 'is', null)
    .orderBy((order) => order.fn.coalesce('started_at', 'requested_at'), 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : captureRow(row)
}

/** Captures that have not ended, oldest first: the open work. */
export const openCaptures = async (db: Database): Promise<CaptureRow[]> => {
  const rows = await selectCaptures(db)
    .where('state', 'in', ['waiting', 'running'])
    .orderBy('requested_at')
    .execute()
  return rows.map(captureRow)
}

/** Captures that have ended with a report to be mailed, since `since` (ms). */
export const endedWithReport = async (db: Database, since: number): Promise<CaptureRow[]> => {
  const rows = await selectCaptures(db)
    .where('report_id', 'is not', null)
    .where('ended_at', '>=', new Date(since))
    .execute()
  return rows.map(captureRow)
}

/** Captures of our own that ran at some time from `from` to `to` (ms), oldest first. */
export const capturesWithin = async (
  db: Database,
  from: number,
  to: number,
): Promise<CaptureRow[]> => {
  const rows = await selectCaptures(db)
    .where('file', 'is', null)
    .where('requested_at', '<', new Date(to))
    .where((where) =>
      where.or([where('ended_at', 'is', null), where('ended_at', '>=', new Date(from))]),
    )
    .orderBy('requested_at')
    .execute()
  return rows.map(captureRow)
}

/** From when (ms) retention counts for its figures: of a file, from its import; null where there are none yet. */
export const retainedFrom = ({ file, startedAt, requestedAt }: CaptureRow): number | null =>
  file === null ? startedAt : requestedAt

export const segmentsOf = async (db: Database, captureId: string): Promise<SegmentRow[]> => {
  const rows = await db
    .selectFrom('segments')
    .select(['segment', 'opened_at', 'closed_at', 'reason', 'lost_intervals'])
    .where('capture_id', '=', captureId)
    .orderBy('segment')
    .execute()
  return rows.map((row) => ({
    segment: row.segment,
    openedAt: row.opened_at.getTime(),
    closedAt: row.closed_at?.getTime() ?? null,
    reason: row.reason as SegmentEnd | null,
    lostIntervals: row.lost_intervals,
  }))
}

/** The gaps between segments, and the one at the end where the capture ended later than its last segment, by more than a second. */
export const gapsOf = (capture: CaptureRow, segments: readonly SegmentRow[]): Gap[] => {
  const plannedEnd = plannedEndOf(capture.seconds * 1_000, segments)
  return segments.flatMap((segment, index) => {
    if (segment.closedAt === null) return []
    const next = segments[index + 1]?.openedAt
    const isLate = capture.state === 'completed' && segment.reason !== 'elapsed'
    const to = next ?? (isLate ? plannedEnd : null)
    if (to === null || to - segment.closedAt < MIN_GAP_MS) return []
    return [{ from: segment.closedAt, to, cause: causeAfter(segment.reason) }]
  })
}

/** What its segments add up to: the milliseconds counted, `now` being the end of one that is open, and the intervals that were lost. */
export const coverageOf = (
  capture: Pick<CaptureRow, 'seconds'>,
  segments: readonly SegmentRow[],
  now: number,
): { readonly countedMs: number; readonly lostIntervals: number } => {
  const counted = segments.reduce(
    (sum, { openedAt, closedAt }) => sum + Math.max(0, (closedAt ?? now) - openedAt),
    0,
  )
  return {
    countedMs: Math.min(counted, capture.seconds * 1_000),
    lostIntervals: segments.reduce((sum, { lostIntervals }) => sum + lostIntervals, 0),
  }
}

const selectCaptures = (db: Database) => db.selectFrom('captures').selectAll()

const captureRow = (
  row: Awaited<ReturnType<ReturnType<typeof selectCaptures>['execute']>>[number],
): CaptureRow => ({
  id: row.capture_id,
  sensor: row.sensor,
  interface: row.interface,
  file: row.file,
  isBrokenOff: row.broken_off === 1,
  driver: row.driver,
  filter: row.filter,
  seconds: row.seconds,
  state: row.state as CaptureState,
  reportId: row.report_id,
  actor: row.actor,
  requestedAt: row.requested_at.getTime(),
  startedAt: row.started_at?.getTime() ?? null,
  endedAt: row.ended_at?.getTime() ?? null,
  failure: storedFailure(row.failure),
})
