import { type Kysely, sql } from 'kysely'

/** Facts: the capture roles that are up, and their interfaces. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE sensors (
      name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      interfaces TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      seen_at    DATETIME(3) NOT NULL
    ) ENGINE=InnoDB
  `.execute(db)
}
