import type { showCapture } from '../web/api/captures.ts'
import type { Answered } from '../web/api/endpoint.ts'
import type { Terminal } from './terminal.ts'
import { printTraffic } from './traffic-figures.ts'

/** A capture with its figures, as the API gives it. */
export type CaptureDetail = Answered<typeof showCapture>

/** Prints what a capture found: totals, gaps, then the lists. */
export const printSummary = (terminal: Terminal, capture: CaptureDetail): void => {
  const { t, print, format } = terminal
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
  const { totals: totalsSince, details: detailsSince } = capture.keptSince
  if (totalsSince !== null) print(t('report.totalsDropped', { from: format.dateTime(totalsSince) }))
  else if (detailsSince !== null) {
    print(t('report.detailsDropped', { from: format.dateTime(detailsSince) }))
  }
  if (capture.saved.files > 0) {
    const { packets, bytes } = capture.saved
    print(t('cli.captureSaved', { packets: format.count(packets), bytes: format.bytes(bytes) }))
  }
  print()
  printTraffic(terminal, capture.traffic, capture.countedMs)
}

/** The object that `--json` prints: the totals at the top, where a program looks first. */
export const captureJson = (capture: CaptureDetail) => {
  const { packets, bytes, kernelDrops, flows, truncated, malformed } = capture.traffic.totals
  return { ...capture, packets, bytes, kernelDrops, flows, truncated, malformed }
}
