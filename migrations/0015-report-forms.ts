import { type Kysely, sql } from 'kysely'

/** Facts: each report as it was rendered, and the message that is sent, byte for byte. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE report_forms (
      report_id CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      figures   LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      text      LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      html      LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      message   LONGBLOB NOT NULL
    ) ENGINE=InnoDB
  `.execute(db)
}
