import { type Kysely, sql } from 'kysely'

/** Facts: mail addresses by the id that events carry, so that a person can be forgotten. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE addresses (
      address_id CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      address    VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      UNIQUE KEY one_id (address)
    ) ENGINE=InnoDB
  `.execute(db)
}
