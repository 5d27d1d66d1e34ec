import { type Kysely, sql } from 'kysely'

/** Projection: the standing watches as lists and reports show them. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE watches (
      watch_id   CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      sensor     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      interface  VARCHAR(15) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      driver     VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      filter     TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      save       TINYINT UNSIGNED NOT NULL,
      actor      VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      added_at   DATETIME(3) NOT NULL,
      removed_at DATETIME(3) NULL,
      failure    TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      KEY by_sensor (sensor, removed_at)
    ) ENGINE=InnoDB
  `.execute(db)
}
