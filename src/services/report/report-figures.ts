import type { FailureData } from '../../base/failure.ts'
import type { TrafficFigures } from '../../base/traffic-tables.ts'
import type { Database } from '../../db/database.ts'
import type { LogReader } from '../../events/index.ts'
import {
  type CaptureRow,
  type CaptureState,
  capturesWithin,
  coverageOf,
  findCapture,
  type Gap,
  gapsOf,
  newestCapture,
  segmentsOf,
} from '../capture/index.ts'
import { summarizeTraffic, type TrafficScope } from '../traffic/index.ts'
import type { ReportScope } from './events.ts'
import type { ReportPlan } from './report.ts'

/** Rows of each list; the others are one row. */
const TOP = 10
/** Captures that a report looks at: one every five minutes for a week, twice over. */
const MAX_CAPTURES = 4_000

/** One set of figures, from which every form of a report is rendered. Times are milliseconds since the epoch. */
export type ReportFigures = {
  readonly reportId: string
  readonly producedAt: number
  /** The end of the event log when the report was made: what it says can be checked against it. */
  readonly head: { readonly position: number; readonly hash: string }
  readonly from: number
  readonly to: number
  readonly captures: readonly CaptureFigures[]
  /** Where this run of a schedule stands for others that did not take place. */
  readonly catchUp: ReportPlan['catchUp'] | null
  /** Null where no capture ran. */
  readonly traffic: TrafficFigures | null
}

export type CaptureFigures = {
  readonly id: string
  readonly sensor: string
  readonly interface: string
  readonly filter: string
  readonly state: CaptureState
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** Milliseconds that were counted, and that were asked for. */
  readonly countedMs: number
  readonly plannedMs: number
  readonly gaps: readonly Gap[]
  readonly lostIntervals: number
  readonly failure: FailureData | null
}

/** Reads everything that the report of `scope` says, as it stands now. */
export const readFigures = async (
  db: Database,
  reader: LogReader,
  reportId: string,
  { scope, catchUp }: Pick<ReportPlan, 'scope' | 'catchUp'>,
  now: number,
): Promise<ReportFigures> => {
  const head = await reader.head()
  const rows = await capturesOf(db, scope)
  const captures = await Promise.all(rows.map((row) => captureFigures(db, row, now)))
  const traffic = trafficScope(scope, rows)
  return {
    reportId,
    producedAt: now,
    head: { position: head.position, hash: head.hash.toString('hex') },
    from: scope.kind === 'window' ? scope.from : (rows[0]?.startedAt ?? now),
    to: scope.kind === 'window' ? scope.to : Math.min(now, rows[0]?.endedAt ?? now),
    captures,
    catchUp: catchUp ?? null,
    traffic:
      traffic === null || captures.every(({ startedAt }) => startedAt === null)
        ? null
        : await summarizeTraffic(db, traffic, TOP),
  }
}

const capturesOf = async (db: Database, scope: ReportScope): Promise<readonly CaptureRow[]> => {
  switch (scope.kind) {
    case 'capture':
      return [await findCapture(db, scope.captureId)]
    case 'newest': {
      const newest = await newestCapture(db)
      return newest === undefined ? [] : [newest]
    }
    case 'window':
      return (await capturesWithin(db, scope.from, scope.to)).slice(-MAX_CAPTURES)
  }
}

const trafficScope = (scope: ReportScope, rows: readonly CaptureRow[]): TrafficScope | null => {
  if (scope.kind === 'window') return rows.length === 0 ? null : { from: scope.from, to: scope.to }
  const [row] = rows
  return row === undefined ? null : { captureId: row.id }
}

const captureFigures = async (
  db: Database,
  row: CaptureRow,
  now: number,
): Promise<CaptureFigures> => {
  const segments = await segmentsOf(db, row.id)
  return {
    id: row.id,
    sensor: row.sensor,
    interface: row.interface,
    filter: row.filter,
    state: row.state,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    ...coverageOf(row, segments, now),
    plannedMs: row.seconds * 1_000,
    gaps: gapsOf(row, segments),
    failure: row.failure,
  }
}
