import type { Command } from 'commander'
import { placeOf } from '../../base/capture-place.ts'
import { listCaptures } from '../../web/api/captures.ts'
import type { CliContext } from '../context.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { limitOption } from '../options/limit-option.ts'
import { printRows } from '../row-list.ts'

export const capturesCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, format } = terminal
  const command = program
    .command('captures')
    .description(t('cli.help.captures'))
    .addOption(limitOption(terminal))
    .action(async (flags: JsonOption & { readonly limit: number }) => {
      const { captures } = await ask(listCaptures, { query: { limit: flags.limit } })
      printRows(terminal, flags, {
        name: 'captures',
        rows: captures,
        none: t('cli.noCaptures'),
        columns: [
          [t('cli.columns.id'), ({ id }) => id],
          [t('cli.columns.state'), ({ state }) => t(`report.states.${state}`)],
          [t('cli.columns.where'), (capture) => placeOf(capture, t)],
          [t('cli.columns.began'), ({ startedAt }) => format.dateTimeOrNone(startedAt)],
          [t('cli.columns.length'), ({ seconds }) => format.duration(seconds * 1_000), 'right'],
        ],
      })
    })
  withJsonAndExamples(command, terminal, ['vigie captures', 'vigie captures --limit 100 --json'])
}
