import { type Kysely, sql } from 'kysely'

/** What was asked for at an address, one row for each; '' where nobody said it. As long as a name of the DNS may be. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    ALTER TABLE traffic_destinations
      ADD COLUMN name VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER address,
      DROP PRIMARY KEY,
      ADD PRIMARY KEY (capture_id, segment, number, address, name, kept_from)
  `.execute(db)
}
