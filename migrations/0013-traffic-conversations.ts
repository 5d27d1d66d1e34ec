import { type Kysely, sql } from 'kysely'

/** Facts: who spoke with whom; `a` began. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE traffic_conversations (
      kept_from   DATE NOT NULL,
      capture_id  CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      segment     INT UNSIGNED NOT NULL,
      number      INT UNSIGNED NOT NULL,
      a           VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      b           VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      packets_ab  BIGINT UNSIGNED NOT NULL,
      bytes_ab    BIGINT UNSIGNED NOT NULL,
      packets_ba  BIGINT UNSIGNED NOT NULL,
      bytes_ba    BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (capture_id, segment, number, a, b, kept_from)
    ) ENGINE=InnoDB
    PARTITION BY RANGE COLUMNS (kept_from) (PARTITION before_vigie VALUES LESS THAN ('2000-01-01'))
  `.execute(db)
}
