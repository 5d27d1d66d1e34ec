import { type Kysely, sql } from 'kysely'

/** Projection: the uninterrupted runs of each capture. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE segments (
      capture_id     CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment        INT UNSIGNED NOT NULL,
      opened_at      DATETIME(3) NOT NULL,
      closed_at      DATETIME(3) NULL,
      reason         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      lost_intervals INT UNSIGNED NOT NULL DEFAULT 0,
      rows_hash      BINARY(32) NULL,
      PRIMARY KEY (capture_id, segment)
    ) ENGINE=InnoDB
  `.execute(db)
}
