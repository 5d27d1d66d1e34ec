import { type Kysely, sql } from 'kysely'

/** Broadcast, multicast, and what the capturing machine itself said; NULL: nobody knows which that is. Earlier rows tell nothing apart. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    ALTER TABLE traffic_intervals
      ADD COLUMN broadcast_packets BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN broadcast_bytes   BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN multicast_packets BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN multicast_bytes   BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN own_packets       BIGINT UNSIGNED NULL,
      ADD COLUMN own_bytes         BIGINT UNSIGNED NULL
  `.execute(db)
}
