import { type Kysely, sql } from 'kysely'

/** How well TCP and name resolution went in each interval; times are sums in microseconds. Earlier rows count nothing. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    ALTER TABLE traffic_intervals
      ADD COLUMN tcp_connections          BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_unanswered           BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_refused              BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_retransmissions      BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_fast_retransmissions BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_out_of_order         BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_duplicate_acks       BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_zero_windows         BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_resets               BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_handshakes           BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_server_us            BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN tcp_client_us            BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN dns_questions            BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN dns_answers              BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN dns_name_errors          BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN dns_failures             BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN dns_timed                BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN dns_latency_us           BIGINT UNSIGNED NOT NULL DEFAULT 0
  `.execute(db)
}
