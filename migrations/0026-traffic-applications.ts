import { type Kysely, sql } from 'kysely'

/** What is said in a protocol; '' where nobody knows, as in every earlier row. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    ALTER TABLE traffic_protocols
      ADD COLUMN application VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER port,
      DROP PRIMARY KEY,
      ADD PRIMARY KEY (capture_id, segment, number, protocol, port, application, kept_from)
  `.execute(db)
}
