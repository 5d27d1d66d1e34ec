import { printable, wrapped } from '../../base/lines.ts'
import type { FileFigures, FileFlow } from '../../base/traffic/file-figures.ts'
import { mergedPorts } from '../../base/traffic/merged-ports.ts'
import { ASCII_BLOCKS, BLOCKS, rateChart } from '../../base/traffic/rate-chart.ts'
import { apartRows } from '../../base/traffic/traffic-apart.ts'
import { trafficTables } from '../../base/traffic/traffic-tables.ts'
import { shorterLists } from '../shorter-lists.ts'
import type { Terminal } from '../terminal.ts'
import { findings, needsSurvey } from './analysis-findings.ts'
import { endName, surveyFlows } from './flow-survey.ts'

const DAY_MS = 86_400_000
/** With the longest scale before it, the chart is 80 columns wide. */
const CHART_COLUMNS = 66
const CHART_ROWS = 4
const GAP = 2
const BULLET = '- '

/** Prints what a capture file tells: totals, the rate over time, the lists with `top` rows each, and whatever is odd. */
export const printAnalysis = (
  terminal: Terminal,
  analysis: FileFigures,
  { top, flows }: { readonly top: number; readonly flows: boolean },
): void => {
  const { t, print, format } = terminal
  const { file } = analysis
  const name = file === '-' ? t('analysis.standardInput') : printable(file)
  print(terminal.bold(`${name} (${analysis.format})`))
  printTotals(terminal, analysis)
  printRate(terminal, analysis)
  const seesFlows = flows || needsSurvey(analysis)
  const survey = surveyFlows(seesFlows ? analysis.flows() : [], flows ? top : 0)
  const { figures } = analysis
  const merged = { ...figures, protocols: mergedPorts(figures.protocols) }
  for (const table of trafficTables(shorterLists(merged, top), t, format)) {
    print()
    terminal.table(table)
  }
  if (flows && survey.largest.length > 0) {
    print()
    printFlows(terminal, survey.largest)
  }
  print()
  const odd = findings(analysis, survey, t, format)
  print(terminal.bold(t('analysis.odd')))
  if (odd.length === 0) print(t('analysis.nothingOdd'))
  for (const sentence of odd) {
    const lines = wrapped(printable(sentence), terminal.columns - BULLET.length)
    print(BULLET + lines.join(`\n${' '.repeat(BULLET.length)}`))
  }
}

const printTotals = (terminal: Terminal, analysis: FileFigures): void => {
  const { t, print, format } = terminal
  const { firstAt, lastAt, packets, bytes } = analysis
  if (firstAt === null || lastAt === null) {
    print(t('analysis.empty'))
    return
  }
  const elapsedMs = lastAt - firstAt
  print(`${format.span(firstAt, lastAt)} (${format.duration(elapsedMs)})`)
  print()
  const rows = [
    [t('traffic.packets'), format.count(packets)],
    [t('traffic.bytes'), format.bytes(bytes)],
    [t('traffic.flows'), format.count(analysis.flowCount)],
    ...ratesOf(terminal, analysis, elapsedMs),
    ...apartRows(analysis.figures.apart, packets, t, format),
  ]
  const width = Math.max(...rows.map(([name]) => name?.length ?? 0))
  for (const [name = '', value] of rows) print(`${name.padEnd(width)}  ${value}`)
}

/** A moment has no rate, and what is shorter than a second has no busiest one. */
const ratesOf = ({ t, format }: Terminal, { bytes, figures }: FileFigures, elapsedMs: number) => {
  if (elapsedMs === 0) return []
  const average = [t('traffic.averageRate'), format.rate((bytes * 1_000) / elapsedMs)]
  if (elapsedMs < 1_000) return [average]
  const rate = format.rate(figures.totals.peakBytesPerSecond)
  return [average, [t('traffic.peakRate'), t('analysis.peakOfSecond', { rate })]]
}

/** One bar alone shows nothing that the totals do not say. */
const printRate = (terminal: Terminal, { rate, firstAt, lastAt }: FileFigures): void => {
  const { t, print, format } = terminal
  if (firstAt === null || lastAt === null || rate.bytes.length < 2) return
  const blocks = terminal.hasBlocks ? BLOCKS : ASCII_BLOCKS
  const chart = rateChart(rate, { columnsMax: CHART_COLUMNS, rows: CHART_ROWS, blocks })
  const peak = format.rate(chart.bytesPerSecond)
  print()
  print(terminal.bold(t('analysis.rate', { bar: format.duration(chart.barMs) })))
  for (const [at, line] of chart.lines.entries()) {
    const scale = at === 0 ? peak : at === CHART_ROWS - 1 ? '0' : ''
    print(`${scale.padStart(peak.length)}${' '.repeat(GAP)}${line}`.trimEnd())
  }
  const timeOf = lastAt - firstAt < DAY_MS ? format.time : format.dateTime
  const [from, to] = [timeOf(firstAt), timeOf(lastAt)]
  const between = ' '.repeat(Math.max(GAP, chart.columns - from.length - to.length))
  print(`${' '.repeat(peak.length + GAP)}${from}${between}${to}`)
}

const printFlows = ({ t, table, format }: Terminal, flows: readonly FileFlow[]): void => {
  const left = (heading: string) => ({ heading, align: 'left' as const })
  const right = (heading: string) => ({ heading, align: 'right' as const })
  table({
    title: t('analysis.largestFlows'),
    columns: [
      left(t('traffic.between')),
      left(t('traffic.application')),
      right(t('traffic.packets')),
      right(t('traffic.bytes')),
      right(t('analysis.duration')),
    ],
    rows: flows.map((flow) => [
      `${endName(flow.client)}\n→ ${endName(flow.server)}`,
      [flow.application || flow.transport, printable(flow.name)].join('\n').trimEnd(),
      format.count(flow.packets[0] + flow.packets[1]),
      format.bytes(flow.bytes[0] + flow.bytes[1]),
      format.duration(flow.lastAt - flow.firstAt),
    ]),
  })
}
