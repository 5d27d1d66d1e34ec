import { sql } from 'kysely'
import type { TrafficApart } from '../../../base/traffic/traffic-apart.ts'
import type { DnsHealth, TcpHealth } from '../../../base/traffic/traffic-health.ts'
import type { Database } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import { dnsColumns, tcpColumns } from './health-columns.ts'
import { type TrafficScope, within } from './traffic-scope.ts'

type IntervalColumn = keyof Tables['traffic_intervals']

const total = (column: IntervalColumn) => sql<number>`COALESCE(SUM(${sql.ref(column)}), 0)`

/** The sum of each of `columns` in `scope`, under the name of its figure; 0 where there is no row. */
const sumColumns = <Figure extends string>(
  db: Database,
  scope: TrafficScope,
  columns: { readonly [figure in Figure]: IntervalColumn },
): Promise<{ readonly [figure in Figure]: number }> => {
  const figures = Object.keys(columns) as Figure[]
  return db
    .selectFrom('traffic_intervals')
    .select(figures.map((figure) => total(columns[figure]).as(figure)))
    .where(within(scope))
    .$castTo<{ [figure in Figure]: number }>()
    .executeTakeFirstOrThrow()
}

export const sumTcp = (db: Database, scope: TrafficScope): Promise<TcpHealth> =>
  sumColumns(db, scope, tcpColumns)

export const sumDns = (db: Database, scope: TrafficScope): Promise<DnsHealth> =>
  sumColumns(db, scope, dnsColumns)

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
