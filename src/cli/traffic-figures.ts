import { apartRows } from '../base/traffic/traffic-apart.ts'
import { type TrafficFigures, trafficTables } from '../base/traffic/traffic-tables.ts'
import type { Terminal } from './terminal.ts'

/** Prints totals and lists of what was counted in `countedMs`, `here` or by whoever wrote a file: what their kernel dropped it does not say. */
export const printTraffic = (
  terminal: Terminal,
  traffic: TrafficFigures,
  countedMs: number,
  here: boolean,
): void => {
  const { t, print, format } = terminal
  const { totals } = traffic
  const seconds = countedMs / 1_000
  const drops =
    totals.kernelDrops === null ? t('traffic.dropsUnknown') : format.count(totals.kernelDrops)
  const rows = [
    [t('traffic.packets'), format.count(totals.packets)],
    [t('traffic.bytes'), format.bytes(totals.bytes)],
    [t('traffic.flows'), format.count(totals.flows)],
    [t('traffic.averageRate'), format.rate(seconds === 0 ? 0 : totals.bytes / seconds)],
    [t('traffic.peakRate'), format.rate(totals.peakBytesPerSecond)],
    ...(here ? [[t('traffic.drops'), drops]] : []),
    ...apartRows(traffic.apart, totals.packets, t, format),
  ]
  const width = Math.max(...rows.map(([name]) => name?.length ?? 0))
  for (const [name = '', value] of rows) print(`${name.padEnd(width)}  ${value}`)
  for (const table of trafficTables(traffic, t, format)) {
    print()
    terminal.table(table)
  }
}
