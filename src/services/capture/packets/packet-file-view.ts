import type { Database } from '../../../db/database.ts'
import type { PacketFileKey } from './packet-events.ts'

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
