import { type Kysely, sql } from 'kysely'

/** Disposable: what the events of a long stream add up to, one row a stream, so that a command need not read them all. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE snapshots (
      stream         VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      version        INT UNSIGNED NOT NULL,
      schema_version SMALLINT UNSIGNED NOT NULL,
      state          LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      taken_at       DATETIME(3) NOT NULL
    ) ENGINE=InnoDB
  `.execute(db)
}
