import { placeOf } from '../../base/capture-place.ts'
import type { Format } from '../../base/format.ts'
import { escapeHtml } from '../../base/html.ts'
import type { Language, Translate } from '../../base/text.ts'
import type { CaptureRow } from '../../services/capture/index.ts'
import type { ReportRow } from '../../services/report/index.ts'
import { page } from './page.ts'

/** The overview: the newest captures and the newest reports, each report a link. */
export const homePage = (
  {
    captures,
    reports,
  }: { readonly captures: readonly CaptureRow[]; readonly reports: readonly ReportRow[] },
  t: Translate,
  format: Format,
  language: Language,
): string => {
  const reportRows = reports.map((report) => [
    report.producedAt === null
      ? escapeHtml(report.id)
      : `<a href="/reports/${report.id}">${escapeHtml(report.id)}</a>`,
    escapeHtml(format.dateTime(report.producedAt ?? report.dueAt)),
    escapeHtml(t(`console.reportStates.${report.state}`)),
  ])
  const captureRows = captures.map((capture) => [
    escapeHtml(capture.id),
    escapeHtml(placeOf(capture, t)),
    escapeHtml(capture.filter),
    escapeHtml(format.dateTimeOrNone(capture.startedAt)),
    escapeHtml(format.duration(capture.seconds * 1_000)),
    escapeHtml(t(`report.states.${capture.state}`)),
  ])
  return page(
    language,
    'Vigie',
    `<header><strong>Vigie</strong><a href="/jobs">${escapeHtml(t('console.jobs'))}</a>
<form method="post" action="/logout"><button>${escapeHtml(t('console.signOut'))}</button></form></header>
<main>
<h1>${escapeHtml(t('console.reports'))}</h1>
${list(['console.report', 'cli.columns.due', 'report.state'], reportRows, t)}
<h1>${escapeHtml(t('console.captures'))}</h1>
${list(['report.capture', 'report.where', 'report.filter', 'report.began', 'console.length', 'report.state'], captureRows, t)}
</main>`,
  )
}

type Heading = Parameters<Translate>[0]

const list = (
  headings: readonly Heading[],
  rows: readonly (readonly string[])[],
  t: Translate,
): string => {
  if (rows.length === 0) return `<p>${escapeHtml(t('console.none'))}</p>`
  const head = headings.map((heading) => `<th scope="col">${escapeHtml(t(heading))}</th>`).join('')
  const body = rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('\n')
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}
