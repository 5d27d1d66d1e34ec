import { wrapped } from '../../base/lines.ts'
import { narrowed, tableText } from '../../base/table.ts'
import type { ReportContent } from './report-content.ts'

const COLUMNS = 80

/** The report as plain text, at most 80 columns wide. */
export const renderText = (content: ReportContent): string => {
  const width = Math.max(0, ...content.totals.map(([name]) => name.length))
  const sections = [
    `${paragraph(content.heading)}\n${paragraph(content.period)}`,
    content.notices.length === 0
      ? content.noticesHeading
      : `${underlined(content.noticesHeading)}\n${content.notices.map(item).join('\n')}`,
    ...(content.totals.length === 0
      ? []
      : [
          `${underlined(content.totalsHeading)}\n${content.totals
            .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
            .join('\n')}`,
        ]),
    ...content.tables.map(
      (table) => `${underlined(table.title)}\n${tableText(narrowed(table, COLUMNS))}`,
    ),
    paragraph(content.footer),
  ]
  return `${sections.join('\n\n')}\n`
}

const underlined = (title: string): string => `${title}\n${'-'.repeat(title.length)}`

const paragraph = (text: string): string => wrapped(text, COLUMNS).join('\n')

const item = (text: string): string => `* ${wrapped(text, COLUMNS - 2).join('\n  ')}`
