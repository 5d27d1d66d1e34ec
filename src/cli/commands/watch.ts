import type { Command } from 'commander'
import { addWatch, removeWatch, showWatch, WATCH_HOURS_MAX } from '../../web/api/watches.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { idArgument } from '../options/id-argument.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { numberOption } from '../options/number-option.ts'
import { type SourceFlags, withSource } from '../options/source-options.ts'
import { topOption } from '../options/top-option.ts'
import { printWatch } from '../watch-summary.ts'

type AddFlags = JsonOption & SourceFlags & { readonly save?: boolean }
type ShowFlags = JsonOption & { readonly hours: number; readonly top: number }

const HOURS = { min: 1, max: WATCH_HOURS_MAX }
const HOURS_DEFAULT = 24

export const watchCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const watch = program.command('watch').description(t('cli.help.watch'))
  withExamples(watch, terminal, ['vigie watch add eth1', 'vigie watch show 3k9fq2m8xa7d'])

  const add = watch
    .command('add')
    .description(t('cli.help.watchAdd'))
    .argument('<interface>', t('cli.help.watchInterface'))
  withSource(add, terminal)
    .option('--save', t('cli.help.save'))
    .action(async (name: string, { json, ...plan }: AddFlags) => {
      const added = await ask(addWatch, { body: { interface: name, ...plan } })
      if (json) return print(jsonLine(added))
      const { id, sensor } = added
      print(t('cli.watchAdded', { id, sensor, interface: added.interface }))
      print(t('cli.watchHint', { id }))
    })
  withJsonAndExamples(add, terminal, [
    'vigie watch add eth1',
    'vigie watch add eth1 --filter "not port 22" --save',
  ])

  const show = watch
    .command('show')
    .description(t('cli.help.watchShow'))
    .addArgument(idArgument(terminal, 'watch'))
    .addOption(
      numberOption(terminal, '--hours <n>', 'cli.help.hours', HOURS).default(HOURS_DEFAULT),
    )
    .addOption(topOption(terminal))
    .action(async (id: string, { json, hours, top }: ShowFlags) => {
      const found = await ask(showWatch, { params: { id }, query: { hours, top } })
      if (json) print(jsonLine(found))
      else printWatch(terminal, found)
    })
  withJsonAndExamples(show, terminal, ['vigie watch show 3k9fq2m8xa7d --hours 168'])

  const remove = watch
    .command('remove')
    .description(t('cli.help.watchRemove'))
    .addArgument(idArgument(terminal, 'watch'))
    .action(async (id: string, { json }: JsonOption) => {
      const removed = await ask(removeWatch, { params: { id } })
      print(json ? jsonLine(removed) : t('cli.watchRemoved', { id }))
    })
  withJsonAndExamples(remove, terminal, ['vigie watch remove 3k9fq2m8xa7d'])
}
