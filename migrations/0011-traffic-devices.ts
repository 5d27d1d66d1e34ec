import { type Kysely, sql } from 'kysely'

/** Facts: the machines of ours that were heard in each interval. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE traffic_devices (
      kept_from   DATE NOT NULL,
      capture_id  CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment     INT UNSIGNED NOT NULL,
      number      INT UNSIGNED NOT NULL,
      mac         VARCHAR(17) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      address     VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      sent_packets     BIGINT UNSIGNED NOT NULL,
      sent_bytes       BIGINT UNSIGNED NOT NULL,
      received_packets BIGINT UNSIGNED NOT NULL,
      received_bytes   BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (capture_id, segment, number, mac, address, kept_from)
    ) ENGINE=InnoDB
    PARTITION BY RANGE COLUMNS (kept_from) (PARTITION before_vigie VALUES LESS THAN ('2000-01-01'))
  `.execute(db)
}
