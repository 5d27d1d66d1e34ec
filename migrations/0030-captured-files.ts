import { type Kysely, sql } from 'kysely'

/** The name of the file that a capture was imported from, as long as a file system lets one be (NULL: it was captured here), and whether that broke off. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    ALTER TABLE captures
      ADD COLUMN file VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL AFTER interface,
      ADD COLUMN broken_off TINYINT UNSIGNED NOT NULL DEFAULT 0 AFTER file
  `.execute(db)
}
