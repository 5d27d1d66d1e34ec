import { sql } from 'kysely'
import type { DnsHealth, TcpHealth } from '../../base/traffic-health.ts'
import type { Database } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { type TrafficScope, within } from './traffic-scope.ts'

const total = (column: keyof Tables['traffic_intervals']) =>
  sql<number>`COALESCE(SUM(${sql.ref(column)}), 0)`

export const sumTcp = (db: Database, scope: TrafficScope): Promise<TcpHealth> =>
  db
    .selectFrom('traffic_intervals')
    .select([
      total('tcp_connections').as('connections'),
      total('tcp_unanswered').as('unanswered'),
      total('tcp_refused').as('refused'),
      total('tcp_retransmissions').as('retransmissions'),
      total('tcp_fast_retransmissions').as('fastRetransmissions'),
      total('tcp_out_of_order').as('outOfOrder'),
      total('tcp_duplicate_acks').as('duplicateAcks'),
      total('tcp_zero_windows').as('zeroWindows'),
      total('tcp_resets').as('resets'),
      total('tcp_handshakes').as('handshakes'),
      total('tcp_server_us').as('serverUs'),
      total('tcp_client_us').as('clientUs'),
    ])
    .where(within(scope))
    .executeTakeFirstOrThrow()

export const sumDns = (db: Database, scope: TrafficScope): Promise<DnsHealth> =>
  db
    .selectFrom('traffic_intervals')
    .select([
      total('dns_questions').as('questions'),
      total('dns_answers').as('answers'),
      total('dns_name_errors').as('nameErrors'),
      total('dns_failures').as('failures'),
      total('dns_timed').as('timed'),
      total('dns_latency_us').as('latencyUs'),
    ])
    .where(within(scope))
    .executeTakeFirstOrThrow()
