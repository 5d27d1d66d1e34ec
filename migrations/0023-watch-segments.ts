import { type Kysely, sql } from 'kysely'

/** Projection: the uninterrupted runs of each watch. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE watch_segments (
      watch_id       CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment        INT UNSIGNED NOT NULL,
      opened_at      DATETIME(3) NOT NULL,
      closed_at      DATETIME(3) NULL,
      reason         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      failure        TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      lost_intervals INT UNSIGNED NOT NULL DEFAULT 0,
      PRIMARY KEY (watch_id, segment)
    ) ENGINE=InnoDB
  `.execute(db)
}
