import { type Kysely, sql } from 'kysely'

/** Projection: the files of saved packets; each is on the disk of its sensor. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE packet_files (
      capture_id   CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment      INT UNSIGNED NOT NULL,
      number       INT UNSIGNED NOT NULL,
      sensor       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      bytes        BIGINT UNSIGNED NOT NULL,
      packets      BIGINT UNSIGNED NOT NULL,
      first_at     DATETIME(3) NOT NULL,
      last_at      DATETIME(3) NOT NULL,
      sha256       BINARY(32) NOT NULL,
      discarded_at DATETIME(3) NULL,
      PRIMARY KEY (capture_id, segment, number),
      KEY by_sensor (sensor, discarded_at, last_at)
    ) ENGINE=InnoDB
  `.execute(db)
}
