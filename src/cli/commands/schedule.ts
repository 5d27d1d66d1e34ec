import type { Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import { CAPTURE_SECONDS_MAX, CAPTURE_SECONDS_MIN } from '../../web/api/captures.ts'
import {
  addSchedule,
  listSchedules,
  removeSchedule,
  runSchedule,
  scheduleName,
} from '../../web/api/schedules.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { collected, wholeNumber } from '../numbers.ts'
import { withExamples } from '../options/examples.ts'

type AddFlags = JsonOption & {
  readonly cron: string
  readonly tz?: string
  readonly capture?: number
  readonly interface?: string
  readonly filter?: string
  readonly sensor?: string
  readonly report?: boolean
  readonly to?: readonly string[]
}

export const scheduleCommand = (program: Command, context: CliContext): void => {
  const { terminal, ask } = context
  const { t, print, format } = terminal
  const schedule = program.command('schedule').description(t('cli.help.schedule'))

  const add = schedule
    .command('add <name>')
    .description(t('cli.help.scheduleAdd'))
    .requiredOption('--cron <expression>', t('cli.help.cron'))
    .option('--tz <zone>', t('cli.help.timeZone'))
    .option(
      '--capture <seconds>',
      t('cli.help.scheduleCapture'),
      wholeNumber('--capture', CAPTURE_SECONDS_MIN, CAPTURE_SECONDS_MAX),
    )
    .option('-i, --interface <name>', t('cli.help.interface'))
    .option('-f, --filter <bpf>', t('cli.help.filter'))
    .option('--sensor <name>', t('cli.help.sensor'))
    .option('--report', t('cli.help.scheduleReport'))
    .option('--to <address>', t('cli.help.to'), collected)
    .action(async (name: string, flags: AddFlags) => {
      const added = await ask(addSchedule, {
        body: {
          name: named(name),
          cron: flags.cron,
          timeZone: flags.tz ?? '',
          report: flags.report === true || flags.to !== undefined,
          to: [...(flags.to ?? [])],
          ...(flags.capture === undefined
            ? {}
            : {
                capture: {
                  seconds: flags.capture,
                  ...(flags.interface === undefined ? {} : { interface: flags.interface }),
                  ...(flags.filter === undefined ? {} : { filter: flags.filter }),
                  ...(flags.sensor === undefined ? {} : { sensor: flags.sensor }),
                },
              }),
        },
      })
      const next = added.next.map((date) => format.dateTime(date)).join('; ')
      print(flags.json ? jsonLine(added) : t('cli.scheduleAdded', { name, next }))
    })
  withExamples(add, terminal, [
    'vigie schedule add weekly --cron "0 7 * * 1" --report',
    'vigie schedule add lab --cron "0 8-18 * * 1-5" --tz Europe/Paris --capture 60 --report',
  ])

  const list = schedule
    .command('list')
    .description(t('cli.help.scheduleList'))
    .action(async ({ json }: JsonOption) => {
      const { schedules } = await ask(listSchedules)
      if (json) print(jsonLine({ schedules }))
      else if (schedules.length === 0) print(t('cli.noSchedules'))
      else {
        terminal.table({
          title: '',
          columns: [
            { heading: t('cli.columns.name'), align: 'left' },
            { heading: t('cli.columns.when'), align: 'left' },
            { heading: t('cli.columns.what'), align: 'left' },
            { heading: t('cli.columns.next'), align: 'left' },
          ],
          rows: schedules.map((one) => [
            one.name,
            one.cron === null
              ? t('cli.everySeconds', { seconds: one.everySeconds ?? 0 })
              : `${one.cron}\n${one.timeZone}`,
            [
              ...(one.captureSeconds === null
                ? []
                : [t('cli.doesCapture', { seconds: one.captureSeconds })]),
              ...(one.report === 'none' ? [] : [t('cli.doesReport')]),
            ].join('\n'),
            one.next.map((date) => format.dateTime(date)).join('\n'),
          ]),
        })
      }
    })
  withExamples(list, terminal, ['vigie schedule list'])

  const remove = schedule
    .command('remove <name>')
    .description(t('cli.help.scheduleRemove'))
    .action(async (name: string, { json }: JsonOption) => {
      const removed = await ask(removeSchedule, { params: { name: existing(name) } })
      print(json ? jsonLine(removed) : t('cli.scheduleRemoved', { name }))
    })
  withExamples(remove, terminal, ['vigie schedule remove weekly'])

  const run = schedule
    .command('run <name>')
    .description(t('cli.help.scheduleRun'))
    .action(async (name: string, { json }: JsonOption) => {
      const started = await ask(runSchedule, { params: { name: existing(name) } })
      print(json ? jsonLine(started) : t('cli.scheduleRan', { name }))
    })
  withExamples(run, terminal, ['vigie schedule run weekly'])
}

const named = (name: string): string => {
  if (scheduleName.safeParse(name).success) return name
  const expected = 'a name of letters, digits, ".", "_" or "-", 63 at most'
  throw new Failure('ARGUMENT_INVALID', { argument: 'name', value: name, expected })
}

/** A name that no schedule can have is unknown. */
const existing = (name: string): string => {
  if (scheduleName.safeParse(name).success) return name
  throw new Failure('SCHEDULE_UNKNOWN', { name })
}
