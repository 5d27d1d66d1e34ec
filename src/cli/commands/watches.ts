import type { Command } from 'commander'
import type { Answered } from '../../web/api/endpoint.ts'
import { listWatches } from '../../web/api/watches.ts'
import type { CliContext } from '../context.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { limitOption } from '../options/limit-option.ts'
import { printRows } from '../row-list.ts'

type WatchesFlags = JsonOption & { readonly limit: number; readonly all?: boolean }

export const watchesCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, format } = terminal
  const command = program
    .command('watches')
    .description(t('cli.help.watches'))
    .option('-a, --all', t('cli.help.removedToo'))
    .addOption(limitOption(terminal))
    .action(async (flags: WatchesFlags) => {
      const query = { limit: flags.limit, removed: flags.all ? 'true' : 'false' }
      const { watches } = await ask(listWatches, { query })
      printRows(terminal, flags, {
        name: 'watches',
        rows: watches,
        none: t('cli.noWatches'),
        columns: [
          [t('cli.columns.id'), ({ id }) => id],
          [t('cli.columns.state'), ({ state }) => t(`cli.watchStates.${state}`)],
          [t('cli.columns.where'), placeOf],
          [t('cli.columns.since'), ({ openedAt }) => format.dateTimeOrNone(openedAt)],
        ],
      })
    })
  withJsonAndExamples(command, terminal, ['vigie watches', 'vigie watches --all --json'])
}

const placeOf = ({
  sensor,
  interface: name,
  filter,
}: Answered<typeof listWatches>['watches'][number]) =>
  [`${sensor} ${name}`, filter].filter(Boolean).join('\n')
