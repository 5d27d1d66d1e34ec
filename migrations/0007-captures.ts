import { type Kysely, sql } from 'kysely'

/** Projection: the captures as lists and reports show them. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE captures (
      capture_id   CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      sensor       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      interface    VARCHAR(15) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      driver       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      filter       TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      seconds      INT UNSIGNED NOT NULL,
      state        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      report_id    CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
      actor        VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      requested_at DATETIME(3) NOT NULL,
      started_at   DATETIME(3) NULL,
      ended_at     DATETIME(3) NULL,
      failure      TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      KEY by_request (requested_at),
      KEY by_state (state)
    ) ENGINE=InnoDB
  `.execute(db)
}
