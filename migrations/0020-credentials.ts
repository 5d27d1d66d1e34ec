import { type Kysely, sql } from 'kysely'

/** Facts: who may sign in, with the hash of the password; never in the log. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE credentials (
      account_id    CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      name          VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      changed_at    DATETIME(3) NOT NULL,
      UNIQUE KEY by_name (name)
    ) ENGINE=InnoDB
  `.execute(db)
}
