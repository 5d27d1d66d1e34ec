import { type Kysely, sql } from 'kysely'

/** What a device calls itself, in whatever letters it likes; '' where it said nothing. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    ALTER TABLE traffic_devices
      ADD COLUMN name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '' AFTER address
  `.execute(db)
}
