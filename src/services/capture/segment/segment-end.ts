import type { Log } from '../../../base/log.ts'
import type { Database } from '../../../db/database.ts'
import { untilDatabaseAnswers } from '../../../db/database-patience.ts'

type Dependencies = { readonly db: Database; readonly log: Log }

/** Waits for the database as long as it takes: what a segment counted exists nowhere else. */
export const untilSegmentIsKept = <Result>(
  work: () => Promise<Result>,
  { log }: Pick<Dependencies, 'log'>,
): Promise<Result> => untilDatabaseAnswers('the end of a segment', work, log)

/** When a segment ended, in ms: not before it began, nor before what it holds, also where the clock was set back meanwhile. */
export const segmentEnd = (
  openedAt: number,
  lastEndedAt: number | null,
  saidAt: number | null,
): number => Math.max(saidAt ?? 0, lastEndedAt ?? 0, openedAt)
