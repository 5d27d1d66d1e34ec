import { type Kysely, sql } from 'kysely'

/** Facts: what was spoken in each interval; port 0 where there is none. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE traffic_protocols (
      kept_from   DATE NOT NULL,
      capture_id  CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment     INT UNSIGNED NOT NULL,
      number      INT UNSIGNED NOT NULL,
      protocol    VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      port        SMALLINT UNSIGNED NOT NULL,
      packets     BIGINT UNSIGNED NOT NULL,
      bytes       BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (capture_id, segment, number, protocol, port, kept_from)
    ) ENGINE=InnoDB
    PARTITION BY RANGE COLUMNS (kept_from) (PARTITION before_vigie VALUES LESS THAN ('2000-01-01'))
  `.execute(db)
}
