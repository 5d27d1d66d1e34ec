import { type CapturePlace, placeOf } from '../../base/capture-place.ts'
import { sentenceOf } from '../../base/failure-sentence.ts'
import { type Format, formatter } from '../../base/format.ts'
import { printable } from '../../base/lines.ts'
import type { TitledTable } from '../../base/table.ts'
import { type Language, type Translate, translator } from '../../base/text.ts'
import { apartRows } from '../../base/traffic/traffic-apart.ts'
import { trafficTables } from '../../base/traffic/traffic-tables.ts'
import type { Gap } from '../capture/index.ts'
import {
  type CaptureFigures,
  type ReportFigures,
  seenByWatch,
  type WatchFigures,
} from './report-figures.ts'

/** What a report says, in order, before it has a form. Plain text and HTML are rendered from this alone. */
export type ReportContent = {
  readonly language: Language
  readonly subject: string
  readonly heading: string
  readonly period: string
  /** What needs a person's look; empty: all quiet. */
  readonly notices: readonly string[]
  /** Heading of the notices, or the sentence that all is quiet. */
  readonly noticesHeading: string
  /** Name and figure. */
  readonly totals: readonly (readonly [name: string, value: string])[]
  readonly totalsHeading: string
  readonly tables: readonly TitledTable[]
  readonly footer: string
}

/** A report stays one that a person reads: so many captures and notices one by one, and how many more there are. */
const MAX_CAPTURE_ROWS = 50
const MAX_NOTICES = 20

export const composeReport = (
  found: ReportFigures,
  {
    name,
    language,
    timeZone,
  }: { readonly name: string; readonly language: Language; readonly timeZone: string },
): ReportContent => {
  const t = translator(language)
  const format = formatter(language, timeZone)
  const figures = {
    ...found,
    captures: found.captures.map(onOneLine),
    watches: found.watches.map(onOneLine),
  }
  const notices = noticesOf(figures, language, t, format)
  return {
    language,
    subject: subjectOf(figures, name, notices.length, t, format),
    heading: t('report.heading', { name }),
    period: t('report.period', {
      from: format.dateTime(figures.from),
      to: format.dateTime(figures.to),
      timeZone,
    }),
    notices,
    noticesHeading: notices.length === 0 ? t('report.allQuiet') : t('report.lookAtThis'),
    totalsHeading: t('traffic.totals'),
    totals: totalsOf(figures, t, format),
    tables: [
      ...(isEmpty(figures) ? [] : [watchTable(figures, t, format)]),
      ...(figures.traffic === null ? [] : trafficTables(figures.traffic, t, format)),
    ],
    footer: t('report.footer', {
      reportId: figures.reportId,
      producedAt: format.dateTime(figures.producedAt),
      position: format.count(figures.head.position),
      hash: figures.head.hash.slice(0, 16),
    }),
  }
}

/** What somebody typed or a server answered stays within its line, in every form. */
const onOneLine = <Figures extends CaptureFigures | WatchFigures>(capture: Figures): Figures => ({
  ...capture,
  sensor: printable(capture.sensor),
  interface: printable(capture.interface),
  filter: printable(capture.filter),
  failure: capture.failure && {
    code: capture.failure.code,
    values: Object.fromEntries(
      Object.entries(capture.failure.values).map(([key, value]) => [
        key,
        typeof value === 'string' ? printable(value) : value,
      ]),
    ),
  },
})

/** Neither a capture nor a watch in this time. */
const isEmpty = ({ captures, watches }: ReportFigures): boolean =>
  captures.length === 0 && watches.length === 0

/** The verdict comes first: the mail is judged by its subject. */
const subjectOf = (
  figures: ReportFigures,
  name: string,
  notices: number,
  t: Translate,
  format: Format,
): string => {
  if (isEmpty(figures)) return t('report.subjectNothing', { name })
  const when = format.dateTime(figures.from)
  if (notices > 0) return t('report.subjectNotices', { name, when, count: notices })
  const { packets, bytes } = figures.traffic?.totals ?? { packets: 0, bytes: 0 }
  return t('report.subjectQuiet', {
    name,
    when,
    packets: format.count(packets),
    bytes: format.bytes(bytes),
  })
}

const noticesOf = (
  figures: ReportFigures,
  language: Language,
  t: Translate,
  format: Format,
): string[] => {
  const catchUp = figures.catchUp
    ? [
        t('report.catchUp', {
          count: figures.catchUp.missed,
          from: format.dateTime(figures.catchUp.from),
          to: format.dateTime(figures.catchUp.to),
        }),
      ]
    : []
  if (isEmpty(figures)) return [...catchUp, t('report.nothing')]
  const about = [
    ...figures.watches.flatMap((watch) => watchNotices(watch, language, t, format)),
    ...figures.captures.flatMap((capture) => captureNotices(capture, language, t, format)),
  ]
  const notices = about.slice(0, MAX_NOTICES)
  const more = about.length - notices.length
  if (more > 0) notices.push(t('report.moreNotices', { count: more }))
  const overlap = overlapping(figures)
  if (overlap !== undefined) {
    notices.push(t('report.overlap', { where: `${overlap.sensor} ${overlap.interface}` }))
  }
  notices.push(...diskNotices(figures, t, format), ...keptNotices(figures.keptSince, t, format))
  const totals = figures.traffic?.totals
  if (totals !== undefined && totals.kernelDrops !== null && totals.kernelDrops > 0) {
    const share = format.percent(totals.kernelDrops / (totals.kernelDrops + totals.packets))
    notices.push(t('report.dropped', { drops: format.count(totals.kernelDrops), share }))
  }
  return [...catchUp, ...notices]
}

const diskNotices = ({ lowDisks, to }: ReportFigures, t: Translate, format: Format): string[] =>
  lowDisks.slice(-MAX_NOTICES).map((low) => {
    const values = {
      sensor: printable(low.sensor),
      from: format.dateTime(low.from),
      to: format.dateTime(low.to ?? to),
    }
    if (low.level === 'no intervals') return t('report.diskFull', values)
    return t('report.diskLow', values)
  })

/** Without them the figures would pass for those of a quiet network. */
const keptNotices = (
  { totals, details }: ReportFigures['keptSince'],
  t: Translate,
  format: Format,
): string[] => [
  ...(totals === null ? [] : [t('report.totalsDropped', { from: format.dateTime(totals) })]),
  ...(details === null || details === totals
    ? []
    : [t('report.detailsDropped', { from: format.dateTime(details) })]),
]

/**
 * What ran while another one counted on the same interface: what both saw is counted twice in the sums. A capture whose packets a watch
 * counted all along is not in them at all.
 */
const overlapping = ({ captures, watches }: ReportFigures): CaptureFigures | undefined => {
  const ends = new Map<string, number>()
  const counted = captures.filter(
    (capture) => capture.startedAt !== null && !seenByWatch(capture, watches),
  )
  return counted
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
    .find((capture) => {
      const key = `${capture.sensor} ${capture.interface}`
      const before = ends.get(key) ?? 0
      ends.set(key, Math.max(before, capture.endedAt ?? Number.POSITIVE_INFINITY))
      const isWatched = watches.some(
        (watch) => watch.sensor === capture.sensor && watch.interface === capture.interface,
      )
      return isWatched || (capture.startedAt ?? 0) < before
    })
}

/** Gaps are added up where there are many: a report is no log. */
const GAPS_SHOWN = 3

const gapWords = (
  { from, to, cause }: Gap,
  t: Translate,
  format: Format,
  timeOf: (ms: number) => string,
) => ({
  from: timeOf(from),
  to: timeOf(to),
  duration: format.duration(to - from),
  cause: t(`report.gapCauses.${cause}`),
})

const watchNotices = (
  watch: WatchFigures,
  language: Language,
  t: Translate,
  format: Format,
): string[] => {
  const { id, gaps, lostIntervals, failure } = watch
  const notices: string[] = []
  if (failure !== null) {
    notices.push(t('report.watchFailing', { id, reason: sentenceOf(failure, language) }))
  }
  for (const gap of gaps.slice(0, GAPS_SHOWN)) {
    notices.push(t('report.watchGap', { id, ...gapWords(gap, t, format, format.dateTime) }))
  }
  const more = gaps.slice(GAPS_SHOWN)
  if (more.length > 0) {
    const duration = format.duration(more.reduce((sum, { from, to }) => sum + to - from, 0))
    notices.push(t('report.watchMoreGaps', { id, count: more.length, duration }))
  }
  if (lostIntervals > 0) notices.push(t('report.watchLost', { id, count: lostIntervals }))
  return notices
}

const captureNotices = (
  capture: CaptureFigures,
  language: Language,
  t: Translate,
  format: Format,
): string[] => {
  const { id, sensor, state, failure, gaps, lostIntervals } = capture
  const notices: string[] = []
  if (state === 'waiting') notices.push(t('report.waiting', { id, sensor }))
  if (state === 'running') notices.push(t('report.unfinished', { id }))
  if (state === 'stopped') notices.push(t('report.stopped', { id }))
  if (capture.isBrokenOff) notices.push(t('report.brokenOff', { id }))
  if (state === 'failed') {
    const reason = failure === null ? '' : sentenceOf(failure, language)
    notices.push(t('report.failed', { id, reason }))
  }
  for (const gap of gaps) {
    notices.push(t('report.gap', { id, ...gapWords(gap, t, format, format.time) }))
  }
  if (lostIntervals > 0) notices.push(t('report.lost', { id, count: lostIntervals }))
  return notices
}

const totalsOf = (
  { traffic, captures, watches }: ReportFigures,
  t: Translate,
  format: Format,
): (readonly [string, string])[] => {
  if (traffic === null) return []
  const { totals } = traffic
  const counted = [...watches, ...captures.filter((capture) => !seenByWatch(capture, watches))]
  const seconds = counted.reduce((sum, { countedMs }) => sum + countedMs, 0) / 1_000
  const rows: (readonly [string, string])[] = [
    [t('traffic.packets'), format.count(totals.packets)],
    [t('traffic.bytes'), `${format.bytes(totals.bytes)} (${format.count(totals.bytes)})`],
    [t('traffic.flows'), format.count(totals.flows)],
    [t('traffic.averageRate'), format.rate(seconds === 0 ? 0 : totals.bytes / seconds)],
    [t('traffic.peakRate'), format.rate(totals.peakBytesPerSecond)],
  ]
  const drops =
    totals.kernelDrops === null ? t('traffic.dropsUnknown') : format.count(totals.kernelDrops)
  const isFile = captures.some(({ file }) => file !== null)
  if (!isFile) rows.push([t('traffic.drops'), drops]) // a file does not say what its kernel dropped
  rows.push(...apartRows(traffic.apart, totals.packets, t, format))
  if (totals.malformed > 0) rows.push([t('traffic.malformed'), format.count(totals.malformed)])
  return rows
}

/** Did the watch work: what was to be counted, and what was. */
const watchTable = (
  { captures, watches }: ReportFigures,
  t: Translate,
  format: Format,
): TitledTable => ({
  title: t('report.watch'),
  columns: [
    { heading: t('report.capture'), align: 'left' },
    { heading: t('report.where'), align: 'left' },
    { heading: t('report.began'), align: 'left' },
    { heading: t('report.counted'), align: 'right' },
    { heading: t('report.state'), align: 'left' },
  ],
  rows: [
    ...watches.map((watch) => [
      watch.id,
      whereOf({ ...watch, file: null }, t),
      t('report.standing'),
      `${format.duration(watch.countedMs)} / ${format.duration(watch.askedMs)}`,
      format.percent(watch.askedMs === 0 ? 1 : watch.countedMs / watch.askedMs),
    ]),
    ...captures
      .slice(-MAX_CAPTURE_ROWS)
      .map((capture) => [
        capture.id,
        whereOf(capture, t),
        capture.startedAt === null ? '–' : format.time(capture.startedAt),
        capture.file === null
          ? `${format.duration(capture.countedMs)} / ${format.duration(capture.plannedMs)}`
          : format.duration(capture.countedMs),
        t(`report.states.${capture.state}`),
      ]),
    ...(captures.length > MAX_CAPTURE_ROWS
      ? [[t('report.moreCaptures', { count: captures.length - MAX_CAPTURE_ROWS }), '', '', '', '']]
      : []),
  ],
})

const whereOf = (one: CapturePlace & { readonly filter: string }, t: Translate): string =>
  `${placeOf(one, t)}${one.filter === '' ? '' : `\n${one.filter}`}`
