import type { Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import type { Translate } from '../../base/text.ts'
import { CAPTURE_SECONDS_MAX, CAPTURE_SECONDS_MIN } from '../../web/api/captures.ts'
import type { Answered } from '../../web/api/endpoint.ts'
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
import { given } from '../options/given.ts'
import { printRows } from '../row-list.ts'

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
    .command('add')
    .description(t('cli.help.scheduleAdd'))
    .argument('<name>', t('cli.help.scheduleName'))
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
                  ...given({
                    interface: flags.interface,
                    filter: flags.filter,
                    sensor: flags.sensor,
                  }),
                },
              }),
        },
      })
      const next = added.next.map((date) => format.dateTime(date)).join('; ')
      print(flags.json ? jsonLine(added) : t('cli.scheduleAdded', { name, next }))
    })
  withExamples(add, terminal, [
    'vigie schedule add weekly --cron "0 7 * * 1" --report',
    'vigie schedule add lab --cron "0 8-18 * * 1-5" --capture 60 --report',
    'vigie schedule add paris --cron "0 7 * * *" --tz Europe/Paris --report',
  ])

  const list = schedule
    .command('list')
    .description(t('cli.help.scheduleList'))
    .action(async (flags: JsonOption) => {
      const { schedules } = await ask(listSchedules)
      printRows(terminal, flags, {
        name: 'schedules',
        rows: schedules,
        none: t('cli.noSchedules'),
        columns: [
          [t('cli.columns.name'), ({ name }) => name],
          [t('cli.columns.when'), (one) => whenOf(one, t)],
          [t('cli.columns.what'), (one) => whatOf(one, t)],
          [t('cli.columns.next'), ({ next }) => next.map(format.dateTime).join('\n')],
        ],
      })
    })
  withExamples(list, terminal, ['vigie schedule list'])

  const remove = schedule
    .command('remove')
    .description(t('cli.help.scheduleRemove'))
    .argument('<name>', t('cli.help.scheduleKnown'))
    .action(async (name: string, { json }: JsonOption) => {
      const removed = await ask(removeSchedule, { params: { name: existing(name) } })
      print(json ? jsonLine(removed) : t('cli.scheduleRemoved', { name }))
    })
  withExamples(remove, terminal, ['vigie schedule remove weekly'])

  const run = schedule
    .command('run')
    .description(t('cli.help.scheduleRun'))
    .argument('<name>', t('cli.help.scheduleKnown'))
    .action(async (name: string, { json }: JsonOption) => {
      const started = await ask(runSchedule, { params: { name: existing(name) } })
      print(json ? jsonLine(started) : t('cli.scheduleRan', { name }))
    })
  withExamples(run, terminal, ['vigie schedule run weekly'])
}

type Schedule = Answered<typeof listSchedules>['schedules'][number]

const whenOf = ({ cron, timeZone, everySeconds }: Schedule, t: Translate): string =>
  cron === null ? t('cli.everySeconds', { seconds: everySeconds ?? 0 }) : `${cron}\n${timeZone}`

const whatOf = ({ captureSeconds, report }: Schedule, t: Translate): string =>
  [
    ...(captureSeconds === null ? [] : [t('cli.doesCapture', { seconds: captureSeconds })]),
    ...(report === 'none' ? [] : [t('cli.doesReport')]),
  ].join('\n')

const named = (name: string): string => {
  if (scheduleName.safeParse(name).success) return name
  throw new Failure('SCHEDULE_NAME_INVALID', { name })
}

/** A name that no schedule can have is unknown. */
const existing = (name: string): string => {
  if (scheduleName.safeParse(name).success) return name
  throw new Failure('SCHEDULE_UNKNOWN', { name })
}
