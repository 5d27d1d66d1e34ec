import type { Command } from 'commander'
import { placeOf } from '../../base/capture-place.ts'
import { listCaptures } from '../../web/api/captures.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { limitOption } from '../options/limit-option.ts'

export const capturesCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const command = program
    .command('captures')
    .description(t('cli.help.captures'))
    .addOption(limitOption(terminal))
    .action(async ({ json, limit }: JsonOption & { readonly limit: number }) => {
      const { captures } = await ask(listCaptures, { query: { limit } })
      if (json) print(jsonLine({ captures }))
      else if (captures.length === 0) print(t('cli.noCaptures'))
      else {
        terminal.table({
          title: '',
          columns: [
            { heading: t('cli.columns.id'), align: 'left' },
            { heading: t('cli.columns.state'), align: 'left' },
            { heading: t('cli.columns.where'), align: 'left' },
            { heading: t('cli.columns.began'), align: 'left' },
            { heading: t('cli.columns.length'), align: 'right' },
          ],
          rows: captures.map((capture) => [
            capture.id,
            t(`report.states.${capture.state}`),
            placeOf(capture, t),
            capture.startedAt === null ? '–' : format.dateTime(capture.startedAt),
            format.duration(capture.seconds * 1_000),
          ]),
        })
      }
    })
  withExamples(command, terminal, ['vigie captures', 'vigie captures --limit 100 --json'])
}
