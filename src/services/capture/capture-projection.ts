import type { Updateable } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { projectionOf, type StoredEvent } from '../../events/index.ts'
import { FILE_SEGMENT } from '../traffic/index.ts'
import type { CapturedFile } from './capture.ts'
import { type CaptureEvent, timedCaptureEvents } from './capture-events.ts'

const project = async (trx: Database, event: StoredEvent<CaptureEvent>): Promise<void> => {
  const at = new Date(event.occurredAt)
  const { captureId } = event.data
  const update = (values: Updateable<Tables['captures']>) =>
    trx.updateTable('captures').set(values).where('capture_id', '=', captureId).execute()
  switch (event.type) {
    case 'CaptureRequested': {
      const { sensor, driver, filter, seconds, report } = event.data
      await trx
        .insertInto('captures')
        .values({
          capture_id: captureId,
          sensor,
          interface: event.data.interface,
          file: null,
          broken_off: 0,
          driver,
          filter,
          seconds,
          state: 'waiting',
          report_id: report?.reportId ?? null,
          actor: event.metadata.actor,
          requested_at: at,
          started_at: null,
          ended_at: null,
          failure: null,
        })
        .execute()
      return
    }
    case 'CaptureImported':
      await importFile(trx, event.data, event.metadata.actor)
      return
    case 'SegmentOpened': {
      const opened = new Date(event.data.openedAt)
      await trx
        .insertInto('segments')
        .values({
          capture_id: captureId,
          segment: event.data.segment,
          opened_at: opened,
          closed_at: null,
          reason: null,
          lost_intervals: 0,
          rows_hash: null,
        })
        .execute()
      const started = event.data.segment === 1 ? { started_at: opened } : {}
      await update({ state: 'running', ...started })
      return
    }
    case 'SegmentClosed':
      await trx
        .updateTable('segments')
        .set({
          closed_at: new Date(event.data.closedAt),
          reason: event.data.reason,
          lost_intervals: event.data.lostIntervals,
          rows_hash: Buffer.from(event.data.rowsHash, 'hex'),
        })
        .where('capture_id', '=', captureId)
        .where('segment', '=', event.data.segment)
        .execute()
      return
    case 'CaptureStopRequested':
      return
    case 'CaptureCompleted':
      await update({
        state: event.data.reason === 'stopped' ? 'stopped' : 'completed',
        ended_at: await endOf(trx, captureId, event.data.reason === 'elapsed', at),
      })
      return
    case 'CaptureFailed':
      await update({
        state: 'failed',
        ended_at: await endOf(trx, captureId, false, at),
        failure: JSON.stringify(event.data.failure),
      })
      return
  }
}

/** What the column holds: the span of all times that a capture file can have is a second more. */
const SECONDS_MAX = 2 ** 32 - 1

const importFile = async (
  trx: Database,
  { captureId, sensor, importedAt, file, isBrokenOff, rowsHash, ...times }: CapturedFile,
  actor: string,
): Promise<void> => {
  const [firstAt, lastAt] = [new Date(times.firstAt), new Date(times.lastAt)]
  const seconds = Math.ceil((times.lastAt - times.firstAt) / 1_000)
  await trx
    .insertInto('captures')
    .values({
      capture_id: captureId,
      sensor,
      interface: '',
      file,
      broken_off: Number(isBrokenOff),
      driver: 'file',
      filter: '',
      seconds: Math.min(Math.max(1, seconds), SECONDS_MAX),
      state: 'completed',
      report_id: null,
      actor,
      requested_at: new Date(importedAt),
      started_at: firstAt,
      ended_at: lastAt,
      failure: null,
    })
    .execute()
  await trx
    .insertInto('segments')
    .values({
      capture_id: captureId,
      segment: FILE_SEGMENT,
      opened_at: firstAt,
      closed_at: lastAt,
      reason: 'elapsed',
      lost_intervals: 0,
      rows_hash: Buffer.from(rowsHash, 'hex'),
    })
    .execute()
}

/**
 * When a capture ended: with its last segment, or where that was cut short and nobody came back in time, at its planned end. Where
 * nothing was counted, when that was said.
 */
const endOf = async (trx: Database, captureId: string, elapsed: boolean, saidAt: Date) => {
  const row = await trx
    .selectFrom('captures')
    .innerJoin('segments', 'segments.capture_id', 'captures.capture_id')
    .select(['started_at', 'seconds', 'closed_at'])
    .where('captures.capture_id', '=', captureId)
    .orderBy('segment', 'desc')
    .limit(1)
    .executeTakeFirst()
  const closedAt = row?.closed_at ?? null
  if (row === undefined || row.started_at === null || closedAt === null) return saidAt
  if (!elapsed) return closedAt
  const plannedEnd = row.started_at.getTime() + row.seconds * 1_000
  return new Date(Math.max(closedAt.getTime(), Math.min(plannedEnd, saidAt.getTime())))
}

export const captureProjection = projectionOf(timedCaptureEvents, {
  name: 'captures',
  version: 2,
  tables: ['captures', 'segments'],
  project,
})
