import type { Format } from './format.ts'
import { OTHERS } from './others.ts'
import { serviceName } from './service-names.ts'
import type { Column, Table } from './table.ts'
import type { Translate } from './text.ts'

type TwoWays = {
  readonly sentPackets: number
  readonly sentBytes: number
  readonly receivedPackets: number
  readonly receivedBytes: number
}

/** The figures of some traffic, as the API gives them and the report keeps them. Bytes are lengths on the wire. */
export type TrafficFigures = {
  readonly totals: {
    readonly intervals: number
    readonly packets: number
    readonly bytes: number
    /** Frames that the kernel dropped; null where a driver could not know. */
    readonly kernelDrops: number | null
    readonly truncated: number
    readonly malformed: number
    readonly flows: number
    /** Of the busiest interval. */
    readonly peakBytesPerSecond: number
  }
  readonly protocols: readonly {
    readonly protocol: string
    readonly port: number
    readonly packets: number
    readonly bytes: number
  }[]
  readonly devices: readonly (TwoWays & { readonly mac: string; readonly address: string })[]
  readonly destinations: readonly (TwoWays & { readonly address: string })[]
  readonly conversations: readonly {
    readonly a: string
    readonly b: string
    readonly packetsAB: number
    readonly bytesAB: number
    readonly packetsBA: number
    readonly bytesBA: number
  }[]
}

/** Two addresses stand side by side up to this width; two of IPv6 go below each other, to fit 80 columns. */
const PAIR_WIDTH = 36

/** The lists of a summary as tables, in the order in which people ask: what, who, where to, with whom. Empty lists are left out. */
export const trafficTables = (
  figures: TrafficFigures,
  t: Translate,
  format: Format,
): readonly Table[] => {
  const left = (heading: string): Column => ({ heading, align: 'left' })
  const right = (heading: string): Column => ({ heading, align: 'right' })
  const named = (key: string) => (key === OTHERS ? t('traffic.others') : key)
  const { bytes } = figures.totals
  const share = (part: number) => (bytes === 0 ? '' : format.percent(part / bytes))
  const tables: Table[] = [
    {
      title: t('traffic.protocols'),
      columns: [
        left(t('traffic.protocol')),
        right(t('traffic.packets')),
        right(t('traffic.bytes')),
        right(t('traffic.share')),
      ],
      rows: figures.protocols.map((row) => [
        named(protocolName(row.protocol, row.port)),
        format.count(row.packets),
        format.bytes(row.bytes),
        share(row.bytes),
      ]),
    },
    {
      title: t('traffic.devices'),
      columns: [
        left(t('traffic.address')),
        left(t('traffic.mac')),
        right(t('traffic.sent')),
        right(t('traffic.received')),
      ],
      rows: figures.devices.map((row) => [
        row.mac === OTHERS ? named(OTHERS) : row.address || '–',
        row.mac === OTHERS ? '' : row.mac || '–',
        format.bytes(row.sentBytes),
        format.bytes(row.receivedBytes),
      ]),
    },
    {
      title: t('traffic.destinations'),
      columns: [
        left(t('traffic.address')),
        right(t('traffic.sentTo')),
        right(t('traffic.receivedFrom')),
        right(t('traffic.share')),
      ],
      rows: figures.destinations.map((row) => [
        named(row.address),
        format.bytes(row.sentBytes),
        format.bytes(row.receivedBytes),
        share(row.sentBytes + row.receivedBytes),
      ]),
    },
    {
      title: t('traffic.conversations'),
      columns: [left(t('traffic.between')), right(t('traffic.packets')), right('→'), right('←')],
      rows: figures.conversations.map((row) => [
        pair(named(row.a), named(row.b)),
        format.count(row.packetsAB + row.packetsBA),
        format.bytes(row.bytesAB),
        format.bytes(row.bytesBA),
      ]),
    },
  ]
  return tables.filter(({ rows }) => rows.length > 0)
}

const pair = (a: string, b: string): string => {
  if (a === b) return a
  const line = `${a} → ${b}`
  return line.length <= PAIR_WIDTH ? line : `${a}\n→ ${b}`
}

/** `tcp 443 https`, `udp 40000`, `icmp`. */
const protocolName = (protocol: string, port: number): string => {
  if (port === 0) return protocol
  const service = serviceName(port)
  return service === undefined ? `${protocol} ${port}` : `${protocol} ${port} ${service}`
}
