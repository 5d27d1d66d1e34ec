import { type Kysely, sql } from 'kysely'

/** Facts: the totals of each interval; `rows_hash` seals its rows in the four tables beside it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE traffic_intervals (
      kept_from   DATE NOT NULL,
      capture_id  CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment     INT UNSIGNED NOT NULL,
      number      INT UNSIGNED NOT NULL,
      started_at  DATETIME(3) NOT NULL,
      ended_at    DATETIME(3) NOT NULL,
      packets     BIGINT UNSIGNED NOT NULL,
      bytes       BIGINT UNSIGNED NOT NULL,
      kernel_drops BIGINT UNSIGNED NULL,
      truncated   BIGINT UNSIGNED NOT NULL,
      malformed   BIGINT UNSIGNED NOT NULL,
      flows       BIGINT UNSIGNED NOT NULL,
      other_flows BIGINT UNSIGNED NOT NULL,
      rows_hash   BINARY(32) NOT NULL,
      KEY by_time (started_at),
      PRIMARY KEY (capture_id, segment, number, kept_from)
    ) ENGINE=InnoDB
    PARTITION BY RANGE COLUMNS (kept_from) (PARTITION before_vigie VALUES LESS THAN ('2000-01-01'))
  `.execute(db)
}
