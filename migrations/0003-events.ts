import { type Kysely, sql } from 'kysely'

/** The log. `position` is contiguous from 1 and not auto_increment; `data` is LONGTEXT, because the JSON types of MySQL and
 * MariaDB differ and the hash needs the bytes as written. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TABLE events (
      position       BIGINT UNSIGNED   NOT NULL,
      stream         VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      version        INT UNSIGNED      NOT NULL,
      event_id       BINARY(16)        NOT NULL,
      type           VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      schema_version SMALLINT UNSIGNED NOT NULL,
      data           LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      metadata       LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      occurred_at    DATETIME(3)       NOT NULL,
      hash           BINARY(32)        NOT NULL,
      PRIMARY KEY (position),
      UNIQUE KEY uq_stream_version (stream, version),
      UNIQUE KEY uq_event_id (event_id),
      CHECK (JSON_VALID(data)),
      CHECK (JSON_VALID(metadata))
    ) ENGINE=InnoDB
  `.execute(db)
}
