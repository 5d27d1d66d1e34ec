import { placeOf } from '../base/capture-place.ts'
import type { showCapture } from '../web/api/captures.ts'
import type { Answered } from '../web/api/endpoint.ts'
import { printGaps, printKept } from './coverage-lines.ts'
import type { Terminal } from './terminal.ts'
import { printTraffic } from './traffic-figures.ts'

/** A capture with its figures, as the API gives it. */
export type CaptureDetail = Answered<typeof showCapture>

/** Prints what a capture found: totals, gaps, then the lists. */
export const printSummary = (terminal: Terminal, capture: CaptureDetail): void => {
  const { t, print, format } = terminal
  const state = t(`report.states.${capture.state}`)
  print(terminal.bold(t('cli.captureTitle', { id: capture.id, state })))
  if (capture.file !== null) printFile(terminal, capture)
  else if (capture.startedAt === null) print(t('cli.captureWaiting', { sensor: capture.sensor }))
  else {
    const until = capture.endedAt ?? capture.startedAt + capture.countedMs
    const span = format.span(capture.startedAt, until)
    const { sensor, interface: name } = capture
    print(t('cli.captureWhere', { interface: name, sensor, span }))
  }
  if (capture.filter !== '') print(t('cli.filter', { filter: capture.filter }))
  printGaps(terminal, capture.gaps)
  if (capture.lostIntervals > 0) print(t('cli.captureLost', { count: capture.lostIntervals }))
  printKept(terminal, capture.keptSince)
  if (capture.saved.files > 0) {
    const { packets, bytes } = capture.saved
    const { id } = capture
    print(t('cli.captureSaved', { id, packets: format.count(packets), bytes: format.bytes(bytes) }))
  }
  print()
  printTraffic(terminal, capture.traffic, capture.countedMs, capture.file === null)
}

/** The file's name and its own times: it may be of any day. */
const printFile = ({ t, print, format }: Terminal, capture: CaptureDetail): void => {
  const { startedAt, endedAt, requestedAt } = capture
  print(
    t('cli.captureFile', {
      file: placeOf(capture, t),
      span: format.span(startedAt ?? requestedAt, endedAt ?? requestedAt),
    }),
  )
  print(t('cli.captureImported', { at: format.dateTime(requestedAt) }))
  if (capture.isBrokenOff) print(t('report.brokenOff', { id: capture.id }))
}

/** The object that `--json` prints: the totals at the top, where a program looks first. */
export const captureJson = (capture: CaptureDetail) => {
  const { packets, bytes, kernelDrops, flows, truncated, malformed } = capture.traffic.totals
  return { ...capture, packets, bytes, kernelDrops, flows, truncated, malformed }
}
