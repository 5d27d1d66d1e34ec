import { type Kysely, sql } from 'kysely'

/** Projection: what recurs, and when it last ran. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE schedules (
      schedule_id   CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      name          VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      plan          TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      added_at      DATETIME(3) NOT NULL,
      last_slot     DATETIME(3) NULL,
      removed_at    DATETIME(3) NULL,
      KEY by_name (name)
    ) ENGINE=InnoDB
  `.execute(db)
}
