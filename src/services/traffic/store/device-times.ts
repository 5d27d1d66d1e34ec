import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { type Device, keyOf } from './device-names.ts'
import { FILE_SEGMENT, type TrafficScope, within } from './traffic-scope.ts'

type Seen = { readonly firstAt: number | null; readonly lastAt: number | null }
const UNSEEN: Seen = { firstAt: null, lastAt: null }

/** When each of the devices was seen with its address in `scope`, to the interval; null of those that are in none. */
export const deviceTimes = async (
  db: Database,
  scope: TrafficScope,
  devices: readonly Device[],
): Promise<(device: Device) => Seen> => {
  if (devices.length === 0) return () => UNSEEN
  const keys = devices.map(({ mac, address }) => sql`(${mac}, ${address})`)
  // First the numbers, then the times of those alone: their rows are many. Only in a file may a later number be of an earlier time.
  const { rows } = await sql<Device & { firstAt: Date; lastAt: Date }>`
    SELECT mac, address, MIN(opening.started_at) AS firstAt, MAX(closing.ended_at) AS lastAt
    FROM (
      SELECT mac, address, capture_id, segment, MIN(number) AS low, MAX(number) AS high FROM traffic_devices
      WHERE ${within(scope)} AND (mac, address) IN (${sql.join(keys)})
      GROUP BY mac, address, capture_id, segment, IF(segment = ${FILE_SEGMENT}, number, 0)
    ) AS runs
    JOIN traffic_intervals AS opening
      ON opening.capture_id = runs.capture_id AND opening.segment = runs.segment AND opening.number = runs.low
    JOIN traffic_intervals AS closing
      ON closing.capture_id = runs.capture_id AND closing.segment = runs.segment AND closing.number = runs.high
    GROUP BY mac, address`.execute(db)
  const times = new Map(
    rows.map((row) => [
      keyOf(row),
      { firstAt: row.firstAt.getTime(), lastAt: row.lastAt.getTime() },
    ]),
  )
  return (device) => times.get(keyOf(device)) ?? UNSEEN
}
