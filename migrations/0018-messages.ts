import { type Kysely, sql } from 'kysely'

/** Facts: the mail in each mailbox, as it came in. The same bytes are kept once. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE messages (
      message_id    CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      mailbox       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      envelope_from VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      header_from   VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      header_to     VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      subject       VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      received_at   DATETIME(3) NOT NULL,
      size          INT UNSIGNED NOT NULL,
      sha256        BINARY(32) NOT NULL,
      source        LONGBLOB NOT NULL,
      UNIQUE KEY once (mailbox, sha256),
      KEY by_arrival (mailbox, received_at, message_id)
    ) ENGINE=InnoDB
  `.execute(db)
}
