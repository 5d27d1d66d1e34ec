import { escapeHtml } from '../../base/html.ts'
import type { TitledTable } from '../../base/table.ts'
import type { ReportContent } from './report-content.ts'

/** Mail programs read no style sheets reliably, so each element carries its own style. */
const styles = {
  body: 'margin:0;padding:12px;background:#f4f5f7;color:#1c2733;font:15px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif',
  page: 'max-width:680px;margin:0 auto;padding:20px;background:#ffffff;border:1px solid #dde1e6;border-radius:8px',
  heading: 'margin:0 0 4px;font-size:22px;font-weight:600',
  muted: 'margin:0 0 20px;color:#5b6875;font-size:13px',
  title: 'margin:28px 0 8px;font-size:16px;font-weight:600',
  notices:
    'margin:0 0 8px;padding:12px 16px 12px 32px;background:#fff6e0;border-left:4px solid #d99000;border-radius:4px',
  quiet:
    'margin:0;padding:12px 16px;background:#e9f6ee;border-left:4px solid #2c8a4b;border-radius:4px',
  table: 'width:100%;border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums',
  head: 'padding:6px 8px;border-bottom:2px solid #c6ccd3;font-weight:600;white-space:nowrap',
  cell: 'padding:6px 8px;border-bottom:1px solid #e8ebee;vertical-align:top;white-space:nowrap',
  // A phone is narrower than two addresses: a table scrolls, the page does not.
  scroll: 'overflow-x:auto',
  footer: 'margin:28px 0 0;color:#7a8692;font-size:12px',
}

/** The report as one HTML page that stands alone: no script, no style sheet, nothing fetched. Every value is escaped here. */
export const renderHtml = (content: ReportContent): string => `<!doctype html>
<html lang="${content.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(content.subject)}</title>
</head>
<body style="${styles.body}">
<div style="${styles.page}">
<h1 style="${styles.heading}">${escapeHtml(content.heading)}</h1>
<p style="${styles.muted}">${escapeHtml(content.period)}</p>
${noticesHtml(content)}
${totalsHtml(content)}
${content.tables.map(tableHtml).join('\n')}
<p style="${styles.footer}">${escapeHtml(content.footer)}</p>
</div>
</body>
</html>
`

const noticesHtml = ({ notices, noticesHeading }: ReportContent): string => {
  if (notices.length === 0) return `<p style="${styles.quiet}">${escapeHtml(noticesHeading)}</p>`
  const items = notices.map((notice) => `<li>${escapeHtml(notice)}</li>`).join('\n')
  return `<h2 style="${styles.title}">${escapeHtml(noticesHeading)}</h2>
<ul style="${styles.notices}">
${items}
</ul>`
}

const totalsHtml = ({ totals, totalsHeading }: ReportContent): string =>
  totals.length === 0
    ? ''
    : tableHtml({
        title: totalsHeading,
        columns: [
          { heading: '', align: 'left' },
          { heading: '', align: 'right' },
        ],
        rows: totals,
      })

const tableHtml = ({ title, columns, rows }: TitledTable): string => {
  const aligned = (index: number) => `text-align:${columns[index]?.align ?? 'left'}`
  const head = columns.some(({ heading }) => heading !== '')
    ? `<thead><tr>${columns
        .map(
          ({ heading }, index) =>
            `<th scope="col" style="${styles.head};${aligned(index)}">${escapeHtml(heading)}</th>`,
        )
        .join('')}</tr></thead>`
    : ''
  const body = rows
    .map(
      (row) =>
        `<tr>${row
          .map(
            (cell, index) =>
              `<td style="${styles.cell};${aligned(index)}">${escapeHtml(cell).replaceAll('\n', '<br>')}</td>`,
          )
          .join('')}</tr>`,
    )
    .join('\n')
  return `<h2 style="${styles.title}">${escapeHtml(title)}</h2>
<div style="${styles.scroll}"><table style="${styles.table}">${head}
<tbody>
${body}
</tbody></table></div>`
}
