import type { Command } from 'commander'
import { listReports, sendReport, showReport } from '../../web/api/reports.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { idArgument } from '../options/id-argument.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { limitOption } from '../options/limit-option.ts'
import { printRows } from '../row-list.ts'

export const reportCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const report = program.command('report').description(t('cli.help.report'))
  withExamples(report, terminal, ['vigie report list', 'vigie report show 3k9fq2m8xa7d'])

  const list = report
    .command('list')
    .description(t('cli.help.reportList'))
    .addOption(limitOption(terminal))
    .action(async (flags: JsonOption & { readonly limit: number }) => {
      const { reports } = await ask(listReports, { query: { limit: flags.limit } })
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
  withJsonAndExamples(list, terminal, ['vigie report list'])

  const show = report
    .command('show')
    .description(t('cli.help.reportShow'))
    .addArgument(idArgument(terminal, 'report'))
    .action(async (id: string, { json }: JsonOption) => {
      const found = await ask(showReport, { params: { id } })
      if (json) print(jsonLine(found))
      else print(found.text ?? t('cli.reportNotMade', { id, due: format.dateTime(found.dueAt) }))
    })
  withJsonAndExamples(show, terminal, ['vigie report show 3k9fq2m8xa7d'])

  const send = report
    .command('send')
    .description(t('cli.help.reportSend'))
    .addArgument(idArgument(terminal, 'report'))
    .action(async (id: string, { json }: JsonOption) => {
      const sent = await ask(sendReport, { params: { id } })
      print(json ? jsonLine(sent) : t('cli.reportAgain', { id }))
    })
  withJsonAndExamples(send, terminal, ['vigie report send 3k9fq2m8xa7d'])
}
