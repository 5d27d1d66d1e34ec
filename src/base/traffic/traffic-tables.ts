import type { Format } from '../format.ts'
import { printable, wrapped } from '../lines.ts'
import type { Column, TitledTable } from '../table.ts'
import type { Translate } from '../text.ts'
import { timesOfAddresses } from './address-times.ts'
import { healthTables } from './health-tables.ts'
import { OTHERS } from './others.ts'
import { serviceName } from './service-names.ts'
import type { TrafficApart } from './traffic-apart.ts'
import type { DnsHealth, TcpHealth } from './traffic-health.ts'
import type { TwoWays } from './two-ways.ts'
import { shortVendor } from './vendor-name.ts'

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
  readonly apart: TrafficApart
  readonly tcp: TcpHealth
  readonly dns: DnsHealth
  readonly protocols: readonly {
    readonly protocol: string
    readonly port: number
    /** How many ports the row stands for, where that is several; `port` is 0 then. */
    readonly ports?: number
    /** '' where nobody knows. */
    readonly application: string
    readonly packets: number
    readonly bytes: number
  }[]
  readonly devices: readonly (TwoWays & {
    readonly mac: string
    readonly address: string
    /** What it calls itself; ''. */
    readonly name: string
    /** To whom the IEEE assigned its MAC, as the registry writes it; '' where nobody is known. */
    readonly vendor: string
    /** Whether the machine made its MAC up. */
    readonly random: boolean
    /** When it was seen with this address first and last (ms since the epoch); null of the others. */
    readonly firstAt: number | null
    readonly lastAt: number | null
  })[]
  readonly destinations: readonly (TwoWays & {
    readonly address: string
    /** What was asked for there; ''. */
    readonly name: string
  })[]
  readonly conversations: readonly {
    readonly a: string
    readonly b: string
    readonly packetsAB: number
    readonly bytesAB: number
    readonly packetsBA: number
    readonly bytesBA: number
  }[]
  readonly details: readonly {
    readonly application: string
    readonly detail: string
    readonly count: number
  }[]
}

/** Two addresses stand side by side up to this width; two of IPv6 go below each other, to fit 80 columns. */
const PAIR_WIDTH = 36
/** So do a name and its address: what the other columns of their table leave of 80. An address of IPv6 takes 39. */
const DEVICE_WIDTH = 39
const DESTINATION_WIDTH = 42
/** A MAC takes 17. */
const VENDOR_WIDTH = 20

/**
 * The lists of a summary as tables, in the order in which people ask: what, who, where to, with whom, how well it went, what was said.
 * Empty lists are left out.
 */
export const trafficTables = (
  figures: TrafficFigures,
  t: Translate,
  format: Format,
): readonly TitledTable[] => {
  const left = (heading: string): Column => ({ heading, align: 'left' })
  const right = (heading: string): Column => ({ heading, align: 'right' })
  const named = (key: string) => (key === OTHERS ? t('traffic.others') : key)
  const { bytes } = figures.totals
  const seen = timesOfAddresses(figures.devices, t, format)
  const share = (part: number) => (bytes === 0 ? '' : format.percent(part / bytes))
  const tables: TitledTable[] = [
    {
      title: t('traffic.protocols'),
      columns: [
        left(t('traffic.application')),
        left(t('traffic.protocol')),
        right(t('traffic.packets')),
        right(t('traffic.bytes')),
        right(t('traffic.share')),
      ],
      rows: figures.protocols.map((row) => [
        row.protocol === OTHERS ? named(OTHERS) : row.application || NONE,
        row.protocol === OTHERS ? '' : protocolName(row, t, format),
        format.count(row.packets),
        format.bytes(row.bytes),
        share(row.bytes),
      ]),
    },
    {
      title: t('traffic.devices'),
      columns: [
        left(t('traffic.device')),
        left(t('traffic.mac')),
        right(t('traffic.sent')),
        right(t('traffic.received')),
      ],
      rows: figures.devices.map((row) => [
        row.mac === OTHERS
          ? named(OTHERS)
          : below(
              called(row.name, row.address, DEVICE_WIDTH),
              wrapped(seen(row), DEVICE_WIDTH).join('\n'),
            ),
        row.mac === OTHERS ? '' : below(row.mac || NONE, makerOf(row, t)),
        format.bytes(row.sentBytes),
        format.bytes(row.receivedBytes),
      ]),
    },
    {
      title: t('traffic.destinations'),
      columns: [
        left(t('traffic.destination')),
        right(t('traffic.sentTo')),
        right(t('traffic.receivedFrom')),
        right(t('traffic.share')),
      ],
      rows: figures.destinations.map((row) => [
        called(row.name, named(row.address), DESTINATION_WIDTH),
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
    ...healthTables(figures, t, format),
    {
      title: t('traffic.details'),
      columns: [
        left(t('traffic.application')),
        left(t('traffic.detail')),
        right(t('traffic.times')),
      ],
      rows: figures.details.map((row) => [
        named(row.application),
        printable(row.detail),
        format.count(row.count),
      ]),
    },
  ]
  return tables.filter(({ rows }) => rows.length > 0)
}

/** Stands where nobody knows. */
const NONE = '–'

const pair = (a: string, b: string): string => {
  if (a === b) return a
  const line = `${a} → ${b}`
  return line.length <= PAIR_WIDTH ? line : below(a, `→ ${b}`)
}

/** A name with its address beside it, or below where both are long: `attic-pi (10.0.0.5)`; one of them where the other is ''. */
const called = (name: string, address: string, width: number): string => {
  if (name === '') return address || NONE
  if (address === '') return wrapped(printable(name), width).join('\n')
  const line = `${printable(name)} (${address})`
  if (line.length <= width) return line
  return below(wrapped(printable(name), width).join('\n'), address)
}

const below = (first: string, second: string): string =>
  second === '' ? first : `${first}\n${second}`

const makerOf = ({ vendor, random }: TrafficFigures['devices'][number], t: Translate): string => {
  if (vendor === '') return random ? t('traffic.randomMac') : ''
  return wrapped(shortVendor(vendor), VENDOR_WIDTH).join('\n')
}

/** `udp 40000`, `icmp`, `udp (56 ports)`; where nobody knows what is said, with what usually answers there: `tcp 443 https`. */
const protocolName = (
  { protocol, port, ports, application }: TrafficFigures['protocols'][number],
  t: Translate,
  format: Format,
): string => {
  if (ports !== undefined) return t('analysis.ports', { protocol, n: format.count(ports) })
  if (port === 0) return protocol
  const service = application === '' ? serviceName(port) : undefined
  return service === undefined ? `${protocol} ${port}` : `${protocol} ${port} ${service}`
}
