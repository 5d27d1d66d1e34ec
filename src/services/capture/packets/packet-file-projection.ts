import type { Database } from '../../../db/database.ts'
import { projectionOf, type StoredEvent } from '../../../events/index.ts'
import { type PacketFileEvent, packetFileEvents } from './packet-events.ts'

/** How long the row of a discarded file stays, so that a file which outlived its event is known for what it is. */
const DISCARDED_MS = 30 * 86_400_000

const project = async (trx: Database, event: StoredEvent<PacketFileEvent>): Promise<void> => {
  switch (event.type) {
    case 'PacketsSaved': {
      const { captureId, segment, number, sensor, bytes, packets, sha256 } = event.data
      await trx
        .insertInto('packet_files')
        .values({
          capture_id: captureId,
          segment,
          number,
          sensor,
          bytes,
          packets,
          first_at: new Date(event.data.firstAt),
          last_at: new Date(event.data.lastAt),
          sha256: Buffer.from(sha256, 'hex'),
          discarded_at: null,
        })
        .execute()
      return
    }
    case 'PacketsDiscarded':
      for (const { captureId, segment, number } of event.data.files) {
        await trx
          .updateTable('packet_files')
          .set({ discarded_at: new Date(event.occurredAt) })
          .where('capture_id', '=', captureId)
          .where('segment', '=', segment)
          .where('number', '=', number)
          .execute()
      }
      await trx
        .deleteFrom('packet_files')
        .where('discarded_at', '<', new Date(event.occurredAt - DISCARDED_MS))
        .execute()
      return
  }
}

export const packetFileProjection = projectionOf(packetFileEvents, {
  name: 'packet-files',
  version: 1,
  tables: ['packet_files'],
  project,
})
