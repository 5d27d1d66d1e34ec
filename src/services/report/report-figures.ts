import type { FailureData } from '../../base/failure.ts'
import type { TrafficFigures } from '../../base/traffic/traffic-tables.ts'
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
  retainedFrom,
  segmentsOf,
  type WatchCoverage,
  type WatchRow,
  watchCoverage,
  watchesWithin,
  watchSegments,
} from '../capture/index.ts'
import { type LowDisk, lowDisksWithin } from '../disk/index.ts'
import {
  type KeptSince,
  keptAfter,
  summarizeTraffic,
  type TrafficScope,
  trafficKeptSince,
} from '../traffic/index.ts'
import type { ReportScope } from './events.ts'
import type { ReportPlan } from './report.ts'

/** Rows of each list; the others are one row. */
const TOP = 10
/** Captures that a report looks at: one every five minutes for a week, twice over. */
const MAX_CAPTURES = 4_000

/** Segments of one watch that a report looks at: a restart every ten minutes for a week. */
const MAX_SEGMENTS = 1_000

/** What 'the newest figures' are where no capture ever ran. */
const NEWEST_MS = 86_400_000

/** One set of figures, from which every form of a report is rendered. Times are milliseconds since the epoch. */
export type ReportFigures = {
  readonly reportId: string
  readonly producedAt: number
  /** The end of the event log when the report was made: what it says can be checked against it. */
  readonly head: { readonly position: number; readonly hash: string }
  readonly from: number
  readonly to: number
  readonly captures: readonly CaptureFigures[]
  /** Of a window: the standing watches in force in it. */
  readonly watches: readonly WatchFigures[]
  /** Where this run of a schedule stands for others that did not take place. */
  readonly catchUp: ReportPlan['catchUp'] | null
  /** When the disk had no room for packets or figures. */
  readonly lowDisks: readonly LowDisk[]
  /** Since when the totals and the lists are there, where some before are no longer kept. */
  readonly keptSince: KeptSince
  /** Null where nothing was counted. */
  readonly traffic: TrafficFigures | null
}

export type CaptureFigures = {
  readonly id: string
  readonly sensor: string
  readonly interface: string
  /** The file that it was imported from; null: it was captured here. */
  readonly file: string | null
  /** Whether that file was cut or damaged. */
  readonly isBrokenOff: boolean
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

export type WatchFigures = WatchCoverage &
  Pick<WatchRow, 'id' | 'sensor' | 'interface' | 'filter' | 'failure'>

/** Reads everything that the report of `scope` says, as it stands now. */
export const readFigures = async (
  db: Database,
  reader: LogReader,
  reportId: string,
  { scope: asked, catchUp }: Pick<ReportPlan, 'scope' | 'catchUp'>,
  now: number,
): Promise<ReportFigures> => {
  const head = await reader.head()
  const found = await capturesOf(db, asked)
  // Whoever has standing watches alone asks for what they counted of late.
  const scope: ReportScope =
    asked.kind === 'newest' && found.length === 0
      ? { kind: 'window', from: now - NEWEST_MS, to: now }
      : asked
  const rows = scope === asked ? found : []
  const captures = await Promise.all(rows.map((row) => captureFigures(db, row, now)))
  const watches = await watchesOf(db, scope, now)
  const traffic = trafficScope(scope, rows, captures, watches)
  const [row] = rows
  const { from, to } = scope.kind === 'window' ? scope : periodOf(row, now)
  const kept = await trafficKeptSince(db)
  const own = rows.filter(({ file }) => file === null) // a file may be older than the disk
  const sensors = [...new Set([...own, ...watches].map(({ sensor }) => sensor))]
  return {
    reportId,
    producedAt: now,
    head: { position: head.position, hash: head.hash.toString('hex') },
    from,
    to,
    captures,
    watches,
    catchUp: catchUp ?? null,
    lowDisks: await lowDisksWithin(reader, sensors, from, to),
    keptSince: keptAfter(
      kept,
      scope.kind === 'window' || row === undefined ? from : retainedFrom(row),
    ),
    traffic:
      traffic === null ||
      (captures.every(({ startedAt }) => startedAt === null) &&
        watches.every(({ countedMs }) => countedMs === 0))
        ? null
        : await summarizeTraffic(db, traffic, TOP),
  }
}

/** The time that the report of a capture is about. That of a file may lie ahead of our clock. */
const periodOf = (row: CaptureRow | undefined, now: number) => {
  const endedAt = row?.endedAt ?? now
  return { from: row?.startedAt ?? now, to: row?.file == null ? Math.min(now, endedAt) : endedAt }
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

const watchesOf = async (
  db: Database,
  scope: ReportScope,
  now: number,
): Promise<readonly WatchFigures[]> => {
  if (scope.kind !== 'window') return []
  const { from } = scope
  const to = Math.min(scope.to, now)
  return Promise.all(
    (await watchesWithin(db, from, to)).map(async (row) => {
      const { id, sensor, interface: name, filter, failure } = row
      const segments = await watchSegments(db, id, from, MAX_SEGMENTS)
      const coverage = watchCoverage(row, segments, from, to)
      return { id, sensor, interface: name, filter, failure, ...coverage }
    }),
  )
}

const trafficScope = (
  scope: ReportScope,
  rows: readonly CaptureRow[],
  captures: readonly CaptureFigures[],
  watches: readonly WatchFigures[],
): TrafficScope | null => {
  const [row] = rows
  if (scope.kind !== 'window') return row === undefined ? null : { captureId: row.id }
  if (row === undefined && watches.length === 0) return null
  const { from, to } = scope
  return {
    from,
    to,
    except: captures.filter((one) => seenByWatch(one, watches)).map(({ id }) => id),
  }
}

/** A capture of what a watch without a filter counted all along adds nothing to a sum: its packets are in it already. */
export const seenByWatch = (
  { sensor, interface: name, startedAt, endedAt }: CaptureFigures,
  watches: readonly WatchFigures[],
): boolean =>
  startedAt !== null &&
  watches.some(
    (watch) =>
      watch.filter === '' &&
      watch.sensor === sensor &&
      watch.interface === name &&
      watch.countedFrom !== null &&
      watch.countedFrom <= startedAt &&
      !watch.gaps.some((gap) => gap.to > startedAt && gap.from < (endedAt ?? gap.to)),
  )

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
    file: row.file,
    isBrokenOff: row.isBrokenOff,
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
