import type { Command } from 'commander'
import { listWatches } from '../../web/api/watches.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { limitOption } from '../options/limit-option.ts'

type WatchesFlags = JsonOption & { readonly limit: number; readonly all?: boolean }

export const watchesCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const command = program
    .command('watches')
    .description(t('cli.help.watches'))
    .option('-a, --all', t('cli.help.removedToo'))
    .addOption(limitOption(terminal))
    .action(async ({ json, limit, all }: WatchesFlags) => {
      const query = { limit, removed: all ? 'true' : 'false' }
      const { watches } = await ask(listWatches, { query })
      if (json) print(jsonLine({ watches }))
      else if (watches.length === 0) print(t('cli.noWatches'))
      else {
        terminal.table({
          title: '',
          columns: [
            { heading: t('cli.columns.id'), align: 'left' },
            { heading: t('cli.columns.state'), align: 'left' },
            { heading: t('cli.columns.where'), align: 'left' },
            { heading: t('cli.columns.since'), align: 'left' },
          ],
          rows: watches.map((watch) => [
            watch.id,
            t(`cli.watchStates.${watch.state}`),
            [`${watch.sensor} ${watch.interface}`, watch.filter].filter(Boolean).join('\n'),
            watch.openedAt === null ? '–' : format.dateTime(watch.openedAt),
          ]),
        })
      }
    })
  withExamples(command, terminal, ['vigie watches', 'vigie watches --all --json'])
}
