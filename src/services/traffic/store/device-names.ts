import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { type TrafficScope, within } from './traffic-scope.ts'

export type Device = { readonly mac: string; readonly address: string }

/** Letters of a moment as %Y%m%d%H%i%s%f writes it: as texts, moments are in their order. */
const MOMENT_LENGTH = 20

/** What each of the devices called itself last in `scope`; '' for those that said nothing. */
export const newestNames = async (
  db: Database,
  scope: TrafficScope,
  devices: readonly Device[],
): Promise<(device: Device) => string> => {
  if (devices.length === 0) return () => ''
  const keys = devices.map(({ mac, address }) => sql`(${mac}, ${address})`)
  // The largest of moment and name together: one row a device, however often it renames itself.
  const { rows } = await sql<Device & { name: string }>`
    SELECT mac, address, SUBSTRING(MAX(CONCAT(DATE_FORMAT(started_at, '%Y%m%d%H%i%s%f'), name)), ${MOMENT_LENGTH + 1}) AS name
    FROM traffic_devices JOIN traffic_intervals USING (capture_id, segment, number, kept_from)
    WHERE ${within(scope)} AND name <> '' AND (mac, address) IN (${sql.join(keys)})
    GROUP BY mac, address`.execute(db)
  const names = new Map(rows.map((row) => [keyOf(row), row.name]))
  return (device) => names.get(keyOf(device)) ?? ''
}

export const keyOf = ({ mac, address }: Device): string => `${mac} ${address}`
