import type { showCapture } from '../web/api/captures.ts'
import type { Answered } from '../web/api/endpoint.ts'
import type { Terminal } from './terminal.ts'

type Coverage = Pick<Answered<typeof showCapture>, 'gaps' | 'keptSince'>

/** The newest gaps are listed one by one; of more there is the number. */
const GAPS_SHOWN = 10

/** Says when and why nothing was counted, a line each. */
export const printGaps = ({ t, print, format }: Terminal, gaps: Coverage['gaps']): void => {
  for (const { from, to, cause } of gaps.slice(-GAPS_SHOWN)) {
    const duration = format.duration(to - from)
    const why = t(`report.gapCauses.${cause}`)
    print(t('cli.captureGap', { span: format.span(from, to), duration, cause: why }))
  }
  if (gaps.length > GAPS_SHOWN) print(t('cli.moreGaps', { count: gaps.length - GAPS_SHOWN }))
}

/** Says what of the figures is no longer kept: without it they would pass for those of a quiet network. */
export const printKept = (
  { t, print, format }: Terminal,
  { totals, details }: Coverage['keptSince'],
): void => {
  if (totals !== null) print(t('report.totalsDropped', { from: format.dateTime(totals) }))
  else if (details !== null) print(t('report.detailsDropped', { from: format.dateTime(details) }))
}
