import type { Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import { ID_PATTERN } from '../../base/ids.ts'
import type { Answered } from '../../web/api/endpoint.ts'
import { addWatch, removeWatch, showWatch, WATCH_HOURS_MAX } from '../../web/api/watches.ts'
import type { CliContext } from '../context.ts'
import { printGaps, printKept } from '../coverage-lines.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { oneOf, wholeNumber } from '../numbers.ts'
import { withExamples } from '../options/examples.ts'
import type { Terminal } from '../terminal.ts'
import { printTraffic } from '../traffic-figures.ts'

type AddFlags = JsonOption & {
  readonly filter?: string
  readonly sensor?: string
  readonly driver?: 'ring' | 'cap'
  readonly save?: boolean
}

type ShowFlags = JsonOption & { readonly hours: number; readonly top: number }

const HOURS_DEFAULT = 24
const TOP_DEFAULT = 10
const TOP_MAX = 1_000

export const watchCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const watch = program.command('watch').description(t('cli.help.watch'))

  const add = watch
    .command('add <interface>')
    .description(t('cli.help.watchAdd'))
    .option('-f, --filter <bpf>', t('cli.help.filter'))
    .option('--sensor <name>', t('cli.help.sensor'))
    .option('--driver <driver>', t('cli.help.driver'), oneOf('--driver', ['ring', 'cap']))
    .option('--save', t('cli.help.save'))
    .action(async (name: string, flags: AddFlags) => {
      const added = await ask(addWatch, {
        body: {
          interface: name.slice(0, 15),
          save: flags.save ?? false,
          ...(flags.filter === undefined ? {} : { filter: flags.filter }),
          ...(flags.sensor === undefined ? {} : { sensor: flags.sensor }),
          ...(flags.driver === undefined ? {} : { driver: flags.driver }),
        },
      })
      const { id, sensor } = added
      if (flags.json) print(jsonLine(added))
      else {
        print(t('cli.watchAdded', { id, sensor, interface: added.interface }))
        print(t('cli.watchHint', { id }))
      }
    })
  withExamples(add, terminal, [
    'vigie watch add eth1',
    'vigie watch add eth1 --filter "not port 22" --save',
  ])

  const show = watch
    .command('show <id>')
    .description(t('cli.help.watchShow'))
    .option(
      '--hours <n>',
      t('cli.help.hours'),
      wholeNumber('--hours', 1, WATCH_HOURS_MAX),
      HOURS_DEFAULT,
    )
    .option('--top <n>', t('cli.help.top'), wholeNumber('--top', 1, TOP_MAX), TOP_DEFAULT)
    .action(async (id: string, { json, hours, top }: ShowFlags) => {
      const found = await ask(showWatch, { params: { id: known(id) }, query: { hours, top } })
      if (json) print(jsonLine(found))
      else printWatch(terminal, found)
    })
  withExamples(show, terminal, ['vigie watch show 3k9fq2m8xa7d --hours 168'])

  const remove = watch
    .command('remove <id>')
    .description(t('cli.help.watchRemove'))
    .action(async (id: string, { json }: JsonOption) => {
      const removed = await ask(removeWatch, { params: { id: known(id) } })
      print(json ? jsonLine(removed) : t('cli.watchRemoved', { id }))
    })
  withExamples(remove, terminal, ['vigie watch remove 3k9fq2m8xa7d'])
}

/** An id that cannot be one is unknown, whatever the daemon would say of its form. */
const known = (id: string): string => {
  if (ID_PATTERN.test(id)) return id
  throw new Failure('WATCH_UNKNOWN', { id: id.slice(0, 40) })
}

/** Gaps that are listed one by one; of more there is the number. */
const GAPS_SHOWN = 10

const printWatch = (terminal: Terminal, watch: Answered<typeof showWatch>): void => {
  const { t, print, format } = terminal
  const { id, sensor, gaps, lostIntervals, failure, askedMs, countedMs } = watch
  print(terminal.bold(t('cli.watchTitle', { id, state: t(`cli.watchStates.${watch.state}`) })))
  const from = format.dateTime(watch.from)
  const to = format.dateTime(watch.to)
  print(t('cli.captureWhere', { interface: watch.interface, sensor, from, to }))
  if (watch.filter !== '') print(`${t('report.filter')}: ${watch.filter}`)
  const share = format.percent(askedMs === 0 ? 1 : countedMs / askedMs)
  print(t('cli.watchCounted', { counted: format.duration(countedMs), share }))
  if (failure !== null) print(t(`failures.${failure.code}`, failure.values))
  printGaps(terminal, gaps.slice(-GAPS_SHOWN), format.dateTime)
  if (gaps.length > GAPS_SHOWN) print(t('cli.moreGaps', { count: gaps.length - GAPS_SHOWN }))
  if (lostIntervals > 0) print(t('cli.watchLost', { count: lostIntervals }))
  printKept(terminal, watch.keptSince)
  print()
  printTraffic(terminal, watch.traffic, countedMs, true)
}
