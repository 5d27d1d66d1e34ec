import type { Command } from 'commander'
import { listReports, sendReport, showReport } from '../../web/api/reports.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { limitOption } from '../options/limit-option.ts'
import { recordId } from '../options/record-id.ts'
import { printRows } from '../row-list.ts'

export const reportCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const report = program.command('report').description(t('cli.help.report'))

  const list = report
    .command('list')
    .description(t('cli.help.reportList'))
    .addOption(limitOption(terminal))
    .action(async ({ limit, ...flags }: JsonOption & { readonly limit: number }) => {
      const { reports } = await ask(listReports, { query: { limit } })
      printRows(terminal, flags, {
        name: 'reports',
        rows: reports,
        none: t('cli.noReports'),
        columns: [
          [t('cli.columns.id'), ({ id }) => id],
          [t('cli.columns.state'), ({ state }) => t(`console.reportStates.${state}`)],
          [t('cli.columns.due'), ({ producedAt, dueAt }) => format.dateTime(producedAt ?? dueAt)],
        ],
      })
    })
  withExamples(list, terminal, ['vigie report list'])

  const show = report
    .command('show')
    .description(t('cli.help.reportShow'))
    .argument('<id>', t('cli.help.reportId'))
    .action(async (id: string, { json }: JsonOption) => {
      const found = await ask(showReport, { params: { id: recordId(id, 'REPORT_UNKNOWN') } })
      if (json) print(jsonLine(found))
      else print(found.text ?? t('cli.reportNotMade', { id, due: format.dateTime(found.dueAt) }))
    })
  withExamples(show, terminal, ['vigie report show 3k9fq2m8xa7d'])

  const send = report
    .command('send')
    .description(t('cli.help.reportSend'))
    .argument('<id>', t('cli.help.reportId'))
    .action(async (id: string, { json }: JsonOption) => {
      const sent = await ask(sendReport, { params: { id: recordId(id, 'REPORT_UNKNOWN') } })
      print(json ? jsonLine(sent) : t('cli.reportAgain', { id }))
    })
  withExamples(send, terminal, ['vigie report send 3k9fq2m8xa7d'])
}
