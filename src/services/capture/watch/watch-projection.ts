import type { Updateable } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import { projectionOf, type StoredEvent } from '../../../events/index.ts'
import { type WatchEvent, watchEvents } from './watch-events.ts'

const project = async (trx: Database, event: StoredEvent<WatchEvent>): Promise<void> => {
  const { watchId } = event.data
  const update = (values: Updateable<Tables['watches']>) =>
    trx.updateTable('watches').set(values).where('watch_id', '=', watchId).execute()
  const segmentOf = (segment: number) =>
    trx.updateTable('watch_segments').where('watch_id', '=', watchId).where('segment', '=', segment)
  switch (event.type) {
    case 'WatchAdded': {
      const { sensor, driver, filter, save } = event.data
      await trx
        .insertInto('watches')
        .values({
          watch_id: watchId,
          sensor,
          interface: event.data.interface,
          driver,
          filter,
          save: save ? 1 : 0,
          actor: event.metadata.actor,
          added_at: new Date(event.occurredAt),
          removed_at: null,
          failure: null,
        })
        .execute()
      return
    }
    case 'WatchRemoved':
      await update({ removed_at: new Date(event.occurredAt) })
      return
    case 'WatchSegmentOpened':
      await trx
        .insertInto('watch_segments')
        .values({
          watch_id: watchId,
          segment: event.data.segment,
          opened_at: new Date(event.data.openedAt),
          closed_at: null,
          reason: null,
          failure: null,
          lost_intervals: 0,
        })
        .execute()
      await update({ failure: null })
      return
    case 'IntervalsSealed': {
      const { segment, lostIntervals } = event.data
      if (lostIntervals === 0) return
      await segmentOf(segment)
        .set(({ eb }) => ({ lost_intervals: eb('lost_intervals', '+', lostIntervals) }))
        .execute()
      return
    }
    case 'WatchSegmentClosed': {
      const { segment, closedAt, reason } = event.data
      const failure = event.data.failure === null ? null : JSON.stringify(event.data.failure)
      await segmentOf(segment)
        .set({ closed_at: new Date(closedAt), reason, failure })
        .execute()
      await update({ failure })
      return
    }
    case 'WatchFailed':
      await update({ failure: JSON.stringify(event.data.failure) })
      return
  }
}

export const watchProjection = projectionOf(watchEvents, {
  name: 'watches',
  version: 1,
  tables: ['watches', 'watch_segments'],
  project,
})
