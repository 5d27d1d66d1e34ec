import type { Database } from '../../../db/database.ts'
import type { Projection, StoredEvent } from '../../../events/index.ts'
import { type PacketFileEvent, type PacketFileKey, packetFileEvents } from './packet-events.ts'

/** How long the row of a discarded file stays, so that a file which outlived its event is known for what it is. */
const DISCARDED_MS = 30 * 86_400_000

/** A file of saved packets that has not been discarded. Times in ms since the epoch. */
export type PacketFileRow = PacketFileKey & {
  readonly sensor: string
  readonly bytes: number
  readonly packets: number
  readonly firstAt: number
  readonly lastAt: number
  /** In hex. */
  readonly sha256: string
}

export const packetFileProjection: Projection = {
  name: 'packet-files',
  version: 1,
  tables: ['packet_files'],
  handles: Object.keys(packetFileEvents),
  project: (trx, event) => project(trx, event as StoredEvent & PacketFileEvent),
}

const project = async (trx: Database, event: StoredEvent & PacketFileEvent): Promise<void> => {
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

/** The files of a sensor that have not been discarded, the oldest packets first. */
export const keptPacketFiles = async (db: Database, sensor: string): Promise<PacketFileRow[]> => {
  const rows = await kept(db).where('sensor', '=', sensor).orderBy('last_at').execute()
  return rows.map(rowOf)
}

/** The files of a capture or watch that have not been discarded, in the order in which they were written. */
export const packetFilesOf = async (db: Database, captureId: string): Promise<PacketFileRow[]> => {
  const rows = await kept(db)
    .where('capture_id', '=', captureId)
    .orderBy('segment')
    .orderBy('number')
    .execute()
  return rows.map(rowOf)
}

/** What the log says of a file. */
export const packetFileState = async (
  db: Database,
  { captureId, segment, number }: PacketFileKey,
): Promise<'unknown' | 'kept' | 'discarded'> => {
  const row = await db
    .selectFrom('packet_files')
    .select('discarded_at')
    .where('capture_id', '=', captureId)
    .where('segment', '=', segment)
    .where('number', '=', number)
    .executeTakeFirst()
  if (row === undefined) return 'unknown'
  return row.discarded_at === null ? 'kept' : 'discarded'
}

const kept = (db: Database) =>
  db.selectFrom('packet_files').selectAll().where('discarded_at', 'is', null)

const rowOf = (
  row: Awaited<ReturnType<ReturnType<typeof kept>['execute']>>[number],
): PacketFileRow => ({
  captureId: row.capture_id,
  segment: row.segment,
  number: row.number,
  sensor: row.sensor,
  bytes: row.bytes,
  packets: row.packets,
  firstAt: row.first_at.getTime(),
  lastAt: row.last_at.getTime(),
  sha256: row.sha256.toString('hex'),
})
