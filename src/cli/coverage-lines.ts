import type { showCapture } from '../web/api/captures.ts'
import type { Answered } from '../web/api/endpoint.ts'
import type { Terminal } from './terminal.ts'

type Coverage = Pick<Answered<typeof showCapture>, 'gaps' | 'keptSince'>

/** Says when and why nothing was counted, a line each. `timeOf` writes a gap's begin. */
export const printGaps = (
  { t, print, format }: Terminal,
  gaps: Coverage['gaps'],
  timeOf: (ms: number) => string,
): void => {
  for (const { from, to, cause } of gaps) {
    const duration = format.duration(to - from)
    const why = t(`report.gapCauses.${cause}`)
    print(t('cli.captureGap', { from: timeOf(from), to: format.time(to), duration, cause: why }))
  }
}

/** Says what of the figures is no longer kept: without it they would pass for those of a quiet network. */
export const printKept = (
  { t, print, format }: Terminal,
  { totals, details }: Coverage['keptSince'],
): void => {
  if (totals !== null) print(t('report.totalsDropped', { from: format.dateTime(totals) }))
  else if (details !== null) print(t('report.detailsDropped', { from: format.dateTime(details) }))
}
