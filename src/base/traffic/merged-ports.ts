import type { TrafficFigures } from './traffic-tables.ts'

type Row = TrafficFigures['protocols'][number]

/** RFC 6335, 6: ports up to this one are given to services, and say something by themselves. */
const SYSTEM_PORT_MAX = 1_023
/** So many ports of one application may be services that somebody set up there. RTP and BitTorrent agree on dozens, which tell nobody anything. */
const PORTS_APART_MAX = 3

/** The rows of `protocols`, the largest first, with those of one application on many ports made one. */
export const mergedPorts = (protocols: readonly Row[]): readonly Row[] => {
  const byApplication = Map.groupBy(protocols, ({ application, protocol, port }) =>
    application === '' || port <= SYSTEM_PORT_MAX ? '' : `${application} ${protocol}`,
  )
  const apart = byApplication.get('') ?? []
  byApplication.delete('')
  return [...apart, ...[...byApplication.values()].flatMap(merged)].toSorted(
    (one, other) => other.bytes - one.bytes,
  )
}

const merged = (rows: readonly Row[]): readonly Row[] => {
  const [first] = rows
  if (first === undefined || rows.length <= PORTS_APART_MAX) return rows
  const sum = (figure: 'packets' | 'bytes') => rows.reduce((total, row) => total + row[figure], 0)
  return [{ ...first, port: 0, ports: rows.length, packets: sum('packets'), bytes: sum('bytes') }]
}
