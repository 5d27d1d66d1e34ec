import { type Kysely, sql } from 'kysely'

/** How far each projection, and the dispatcher, has come; one row for each version of its code. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE checkpoints (
      name       VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      version    SMALLINT UNSIGNED NOT NULL,
      position   BIGINT UNSIGNED   NOT NULL,
      failure    TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      updated_at DATETIME(3)       NOT NULL,
      PRIMARY KEY (name, version)
    ) ENGINE=InnoDB
  `.execute(db)
}
