import { tableText } from '../../base/table.ts'
import type { ReportContent } from './report-content.ts'

/** The report as plain text, 80 columns where addresses allow it. */
export const renderText = (content: ReportContent): string => {
  const width = Math.max(0, ...content.totals.map(([name]) => name.length))
  const sections = [
    `${content.heading}\n${content.period}`,
    content.notices.length === 0
      ? content.noticesHeading
      : `${underlined(content.noticesHeading)}\n${content.notices.map((notice) => `* ${notice}`).join('\n')}`,
    ...(content.totals.length === 0
      ? []
      : [
          `${underlined(content.totalsHeading)}\n${content.totals
            .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
            .join('\n')}`,
        ]),
    ...content.tables.map((table) => `${underlined(table.title)}\n${tableText(table)}`),
    content.footer,
  ]
  return `${sections.join('\n\n')}\n`
}

const underlined = (title: string): string => `${title}\n${'-'.repeat(title.length)}`
