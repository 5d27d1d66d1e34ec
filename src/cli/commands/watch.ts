import type { Command } from 'commander'
import { sentenceOf } from '../../base/failure-sentence.ts'
import type { Answered } from '../../web/api/endpoint.ts'
import { addWatch, removeWatch, showWatch, WATCH_HOURS_MAX } from '../../web/api/watches.ts'
import type { CliContext } from '../context.ts'
import { printGaps, printKept } from '../coverage-lines.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { oneOf, wholeNumber } from '../numbers.ts'
import { withExamples } from '../options/examples.ts'
import { given } from '../options/given.ts'
import { recordId } from '../options/record-id.ts'
import { topOption } from '../options/top-option.ts'
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

export const watchCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const watch = program.command('watch').description(t('cli.help.watch'))

  const add = watch
    .command('add')
    .description(t('cli.help.watchAdd'))
    .argument('<interface>', t('cli.help.watchInterface'))
    .option('-f, --filter <bpf>', t('cli.help.filter'))
    .option('--sensor <name>', t('cli.help.sensor'))
    .option('--driver <driver>', t('cli.help.driver'), oneOf('--driver', ['ring', 'cap']))
    .option('--save', t('cli.help.save'))
    .action(async (name: string, flags: AddFlags) => {
      const added = await ask(addWatch, {
        body: {
          interface: name.slice(0, 15),
          save: flags.save ?? false,
          ...given({ filter: flags.filter, sensor: flags.sensor, driver: flags.driver }),
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
    .command('show')
    .description(t('cli.help.watchShow'))
    .argument('<id>', t('cli.help.watchId'))
    .option(
      '--hours <n>',
      t('cli.help.hours'),
      wholeNumber('--hours', 1, WATCH_HOURS_MAX),
      HOURS_DEFAULT,
    )
    .addOption(topOption(terminal))
    .action(async (id: string, { json, hours, top }: ShowFlags) => {
      const found = await ask(showWatch, {
        params: { id: recordId(id, 'WATCH_UNKNOWN') },
        query: { hours, top },
      })
      if (json) print(jsonLine(found))
      else printWatch(terminal, found)
    })
  withExamples(show, terminal, ['vigie watch show 3k9fq2m8xa7d --hours 168'])

  const remove = watch
    .command('remove')
    .description(t('cli.help.watchRemove'))
    .argument('<id>', t('cli.help.watchId'))
    .action(async (id: string, { json }: JsonOption) => {
      const removed = await ask(removeWatch, { params: { id: recordId(id, 'WATCH_UNKNOWN') } })
      print(json ? jsonLine(removed) : t('cli.watchRemoved', { id }))
    })
  withExamples(remove, terminal, ['vigie watch remove 3k9fq2m8xa7d'])
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
  if (failure !== null) print(sentenceOf(failure, terminal.language))
  printGaps(terminal, gaps.slice(-GAPS_SHOWN), format.dateTime)
  if (gaps.length > GAPS_SHOWN) print(t('cli.moreGaps', { count: gaps.length - GAPS_SHOWN }))
  if (lostIntervals > 0) print(t('cli.watchLost', { count: lostIntervals }))
  printKept(terminal, watch.keptSince)
  print()
  printTraffic(terminal, watch.traffic, countedMs, true)
}
