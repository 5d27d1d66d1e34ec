import { type Kysely, sql } from 'kysely'

/** Exactly one row: the append lock and the head of the log. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE event_log (
      id       TINYINT UNSIGNED NOT NULL PRIMARY KEY,
      position BIGINT UNSIGNED  NOT NULL,
      hash     BINARY(32)       NOT NULL,
      CHECK (id = 1)
    ) ENGINE=InnoDB
  `.execute(db)
}
