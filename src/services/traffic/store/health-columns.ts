import type { DnsHealth, TcpHealth } from '../../../base/traffic/traffic-health.ts'
import type { Tables } from '../../../db/tables.ts'

/** In which column of an interval row each figure lies. */
type ColumnsOf<Figures> = { readonly [Figure in keyof Figures]: keyof Tables['traffic_intervals'] }

export const tcpColumns = {
  connections: 'tcp_connections',
  unanswered: 'tcp_unanswered',
  refused: 'tcp_refused',
  retransmissions: 'tcp_retransmissions',
  fastRetransmissions: 'tcp_fast_retransmissions',
  outOfOrder: 'tcp_out_of_order',
  duplicateAcks: 'tcp_duplicate_acks',
  zeroWindows: 'tcp_zero_windows',
  resets: 'tcp_resets',
  handshakes: 'tcp_handshakes',
  serverUs: 'tcp_server_us',
  clientUs: 'tcp_client_us',
} as const satisfies ColumnsOf<TcpHealth>

export const dnsColumns = {
  questions: 'dns_questions',
  answers: 'dns_answers',
  nameErrors: 'dns_name_errors',
  failures: 'dns_failures',
  timed: 'dns_timed',
  latencyUs: 'dns_latency_us',
} as const satisfies ColumnsOf<DnsHealth>

/** Figures under the names of their columns. */
export const inColumns = <Figure extends string, Column extends string>(
  columns: { readonly [figure in Figure]: Column },
  figures: { readonly [figure in Figure]: number },
): { readonly [column in Column]: number } => {
  const names = Object.keys(columns) as Figure[]
  return Object.fromEntries(names.map((name) => [columns[name], figures[name]])) as {
    [column in Column]: number
  }
}
