import { sql } from 'kysely'
import type { TrafficApart } from '../../../base/traffic/traffic-apart.ts'
import type { DnsHealth, TcpHealth } from '../../../base/traffic/traffic-health.ts'
import type { Database } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
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

/** `own` is null where no row knows which machine captured. */
export const sumApart = async (db: Database, scope: TrafficScope): Promise<TrafficApart> => {
  const row = await db
    .selectFrom('traffic_intervals')
    .select(({ fn }) => [
      total('broadcast_packets').as('broadcastPackets'),
      total('broadcast_bytes').as('broadcastBytes'),
      total('multicast_packets').as('multicastPackets'),
      total('multicast_bytes').as('multicastBytes'),
      fn.sum<number | null>('own_packets').as('ownPackets'),
      fn.sum<number | null>('own_bytes').as('ownBytes'),
    ])
    .where(within(scope))
    .executeTakeFirstOrThrow()
  return {
    broadcast: { packets: row.broadcastPackets, bytes: row.broadcastBytes },
    multicast: { packets: row.multicastPackets, bytes: row.multicastBytes },
    own: row.ownPackets === null ? null : { packets: row.ownPackets, bytes: row.ownBytes ?? 0 },
  }
}
