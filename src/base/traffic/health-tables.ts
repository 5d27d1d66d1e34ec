import type { Format } from '../format.ts'
import type { Column, TitledTable } from '../table.ts'
import type { Translate } from '../text.ts'
import type { DnsHealth, TcpHealth } from './traffic-health.ts'

const COLUMNS: readonly Column[] = [
  { heading: '', align: 'left' },
  { heading: '', align: 'right' },
]

/** How well TCP and name resolution went, a line for each figure that is not 0. */
export const healthTables = (
  { tcp, dns }: { readonly tcp: TcpHealth; readonly dns: DnsHealth },
  t: Translate,
  format: Format,
): readonly TitledTable[] => {
  const count = (value: number) => (value === 0 ? '' : format.count(value))
  const partOf = (whole: number) => (value: number) =>
    value === 0 || whole === 0 ? count(value) : `${count(value)} (${format.percent(value / whole)})`
  const average = (sum: number, times: number) => (times === 0 ? '' : format.latency(sum / times))
  const ofConnections = partOf(tcp.connections)
  const ofAnswers = partOf(dns.answers)
  const tables: TitledTable[] = [
    {
      title: t('traffic.tcp'),
      columns: COLUMNS,
      rows: [
        [t('traffic.connections'), count(tcp.connections)],
        [t('traffic.unanswered'), ofConnections(tcp.unanswered)],
        [t('traffic.refused'), ofConnections(tcp.refused)],
        [t('traffic.serverTime'), average(tcp.serverUs, tcp.handshakes)],
        [t('traffic.clientTime'), average(tcp.clientUs, tcp.handshakes)],
        [t('traffic.retransmissions'), count(tcp.retransmissions)],
        [t('traffic.fastRetransmissions'), count(tcp.fastRetransmissions)],
        [t('traffic.outOfOrder'), count(tcp.outOfOrder)],
        [t('traffic.duplicateAcks'), count(tcp.duplicateAcks)],
        [t('traffic.zeroWindows'), count(tcp.zeroWindows)],
        [t('traffic.resets'), count(tcp.resets)],
      ],
    },
    {
      title: t('traffic.dns'),
      columns: COLUMNS,
      rows: [
        [t('traffic.questions'), count(dns.questions)],
        [t('traffic.answers'), count(dns.answers)],
        [t('traffic.answerTime'), average(dns.latencyUs, dns.timed)],
        [t('traffic.nameErrors'), ofAnswers(dns.nameErrors)],
        [t('traffic.dnsFailures'), ofAnswers(dns.failures)],
      ],
    },
  ]
  return tables.map((table) => ({ ...table, rows: table.rows.filter(([, value]) => value !== '') }))
}
