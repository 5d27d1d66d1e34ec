import { trafficTables } from '../base/traffic-tables.ts'
import type { showCapture } from '../web/api/captures.ts'
import type { Answered } from '../web/api/endpoint.ts'
import type { Terminal } from './terminal.ts'

/** A capture with its figures, as the API gives it. */
export type CaptureDetail = Answered<typeof showCapture>

/** Prints what a capture found: totals, gaps, then the lists. */
export const printSummary = (terminal: Terminal, capture: CaptureDetail): void => {
  const { t, print, format } = terminal
  const { totals } = capture.traffic
  const state = t(`report.states.${capture.state}`)
  print(terminal.bold(t('cli.captureTitle', { id: capture.id, state })))
  if (capture.startedAt === null) print(t('cli.captureWaiting', { sensor: capture.sensor }))
  else {
    const until = capture.endedAt ?? capture.startedAt + capture.countedMs
    const from = format.dateTime(capture.startedAt)
    const { sensor, interface: name } = capture
    print(t('cli.captureWhere', { interface: name, sensor, from, to: format.time(until) }))
  }
  if (capture.filter !== '') print(`${t('report.filter')}: ${capture.filter}`)
  for (const { from, to } of capture.gaps) {
    const duration = format.duration(to - from)
    print(t('cli.captureGap', { from: format.time(from), to: format.time(to), duration }))
  }
  if (capture.lostIntervals > 0) print(t('cli.captureLost', { count: capture.lostIntervals }))
  print()
  const seconds = capture.countedMs / 1_000
  const drops =
    totals.kernelDrops === null ? t('traffic.dropsUnknown') : format.count(totals.kernelDrops)
  const rows = [
    [t('traffic.packets'), format.count(totals.packets)],
    [t('traffic.bytes'), format.bytes(totals.bytes)],
    [t('traffic.flows'), format.count(totals.flows)],
    [t('traffic.averageRate'), format.rate(seconds === 0 ? 0 : totals.bytes / seconds)],
    [t('traffic.peakRate'), format.rate(totals.peakBytesPerSecond)],
    [t('traffic.drops'), drops],
  ]
  const width = Math.max(...rows.map(([name]) => name?.length ?? 0))
  for (const [name = '', value] of rows) print(`${name.padEnd(width)}  ${value}`)
  for (const table of trafficTables(capture.traffic, t, format)) {
    print()
    terminal.table(table)
  }
}

/** The object that `--json` prints: the totals at the top, where a program looks first. */
export const captureJson = (capture: CaptureDetail) => {
  const { packets, bytes, kernelDrops, flows, truncated, malformed } = capture.traffic.totals
  return { ...capture, packets, bytes, kernelDrops, flows, truncated, malformed }
}
