import { type Kysely, sql } from 'kysely'

/** Facts: how often each thing was said in each interval. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE traffic_details (
      kept_from   DATE NOT NULL,
      capture_id  CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment     INT UNSIGNED NOT NULL,
      number      INT UNSIGNED NOT NULL,
      application VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      detail      VARCHAR(24) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      count       BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (capture_id, segment, number, application, detail, kept_from)
    ) ENGINE=InnoDB
    PARTITION BY RANGE COLUMNS (kept_from) (PARTITION before_vigie VALUES LESS THAN ('2000-01-01'))
  `.execute(db)
}
