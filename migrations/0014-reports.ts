import { type Kysely, sql } from 'kysely'

/** Projection: the reports and how far each has come. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE reports (
      report_id    CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      state        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      scope        TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      deliveries   INT UNSIGNED NOT NULL DEFAULT 0,
      due_at       DATETIME(3) NOT NULL,
      requested_at DATETIME(3) NOT NULL,
      produced_at  DATETIME(3) NULL,
      ended_at     DATETIME(3) NULL,
      message_id   VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      failure      TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      KEY by_request (requested_at),
      KEY by_state (state)
    ) ENGINE=InnoDB
  `.execute(db)
}
