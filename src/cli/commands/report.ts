import type { Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import { ID_PATTERN } from '../../base/ids.ts'
import { listReports, sendReport, showReport } from '../../web/api/reports.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { limitOption } from '../options/limit-option.ts'

export const reportCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const report = program.command('report').description(t('cli.help.report'))

  const list = report
    .command('list')
    .description(t('cli.help.reportList'))
    .addOption(limitOption(terminal))
    .action(async ({ json, limit }: JsonOption & { readonly limit: number }) => {
      const { reports } = await ask(listReports, { query: { limit } })
      if (json) print(jsonLine({ reports }))
      else if (reports.length === 0) print(t('cli.noReports'))
      else {
        terminal.table({
          title: '',
          columns: [
            { heading: t('cli.columns.id'), align: 'left' },
            { heading: t('cli.columns.state'), align: 'left' },
            { heading: t('cli.columns.due'), align: 'left' },
          ],
          rows: reports.map((one) => [
            one.id,
            t(`console.reportStates.${one.state}`),
            format.dateTime(one.producedAt ?? one.dueAt),
          ]),
        })
      }
    })
  withExamples(list, terminal, ['vigie report list'])

  const show = report
    .command('show <id>')
    .description(t('cli.help.reportShow'))
    .action(async (id: string, { json }: JsonOption) => {
      const found = await ask(showReport, { params: { id: known(id) } })
      if (json) print(jsonLine(found))
      else print(found.text ?? t('cli.reportNotMade', { id, due: format.dateTime(found.dueAt) }))
    })
  withExamples(show, terminal, ['vigie report show 3k9fq2m8xa7d'])

  const send = report
    .command('send <id>')
    .description(t('cli.help.reportSend'))
    .action(async (id: string, { json }: JsonOption) => {
      const sent = await ask(sendReport, { params: { id: known(id) } })
      print(json ? jsonLine(sent) : t('cli.reportAgain', { id }))
    })
  withExamples(send, terminal, ['vigie report send 3k9fq2m8xa7d'])
}

const known = (id: string): string => {
  if (ID_PATTERN.test(id)) return id
  throw new Failure('REPORT_UNKNOWN', { id: id.slice(0, 40) })
}
