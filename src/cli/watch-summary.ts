import { sentenceOf } from '../base/failure-sentence.ts'
import type { Answered } from '../web/api/endpoint.ts'
import type { showWatch } from '../web/api/watches.ts'
import { printGaps, printKept } from './coverage-lines.ts'
import type { Terminal } from './terminal.ts'
import { printTraffic } from './traffic-figures.ts'

/** Prints what a watch counted of late: totals, gaps, then the lists. */
export const printWatch = (terminal: Terminal, watch: Answered<typeof showWatch>): void => {
  const { t, print, format } = terminal
  const { id, sensor, gaps, lostIntervals, failure, askedMs, countedMs } = watch
  print(terminal.bold(t('cli.watchTitle', { id, state: t(`cli.watchStates.${watch.state}`) })))
  const span = format.span(watch.from, watch.to)
  print(t('cli.captureWhere', { interface: watch.interface, sensor, span }))
  if (watch.filter !== '') print(t('cli.filter', { filter: watch.filter }))
  const share = format.percent(askedMs === 0 ? 1 : countedMs / askedMs)
  print(t('cli.watchCounted', { counted: format.duration(countedMs), share }))
  if (failure !== null) print(sentenceOf(failure, terminal.language))
  printGaps(terminal, gaps)
  if (lostIntervals > 0) print(t('cli.watchLost', { count: lostIntervals }))
  printKept(terminal, watch.keptSince)
  print()
  printTraffic(terminal, watch.traffic, countedMs, true)
}
