import { Argument, type Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import type { Translate } from '../../base/text.ts'
import type { Answered } from '../../web/api/endpoint.ts'
import {
  listSchedules,
  removeSchedule,
  runSchedule,
  scheduleName,
} from '../../web/api/schedules.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { printRows } from '../row-list.ts'
import type { Terminal } from '../terminal.ts'
import { scheduleAddCommand } from './schedule-add.ts'

export const scheduleCommand = (program: Command, context: CliContext): void => {
  const { terminal, ask } = context
  const { t, print, format } = terminal
  const schedule = program.command('schedule').description(t('cli.help.schedule'))
  withExamples(schedule, terminal, [
    'vigie schedule add weekly --cron "0 7 * * 1" --report',
    'vigie schedule list',
  ])

  scheduleAddCommand(schedule, context)

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
  withJsonAndExamples(list, terminal, ['vigie schedule list'])

  const remove = schedule
    .command('remove')
    .description(t('cli.help.scheduleRemove'))
    .addArgument(knownName(terminal))
    .action(async (name: string, { json }: JsonOption) => {
      const removed = await ask(removeSchedule, { params: { name } })
      print(json ? jsonLine(removed) : t('cli.scheduleRemoved', { name }))
    })
  withJsonAndExamples(remove, terminal, ['vigie schedule remove weekly'])

  const run = schedule
    .command('run')
    .description(t('cli.help.scheduleRun'))
    .addArgument(knownName(terminal))
    .action(async (name: string, { json }: JsonOption) => {
      const started = await ask(runSchedule, { params: { name } })
      print(json ? jsonLine(started) : t('cli.scheduleRan', { name }))
    })
  withJsonAndExamples(run, terminal, ['vigie schedule run weekly'])
}

/** A name that no schedule can have is unknown. */
const knownName = ({ t }: Terminal): Argument =>
  new Argument('<name>', t('cli.help.scheduleKnown')).argParser((name: string) => {
    if (scheduleName.safeParse(name).success) return name
    throw new Failure('SCHEDULE_UNKNOWN', { name })
  })

type Schedule = Answered<typeof listSchedules>['schedules'][number]

const whenOf = ({ cron, timeZone, everySeconds }: Schedule, t: Translate): string =>
  cron === null ? t('cli.everySeconds', { seconds: everySeconds ?? 0 }) : `${cron}\n${timeZone}`

const whatOf = ({ captureSeconds, report }: Schedule, t: Translate): string =>
  [
    ...(captureSeconds === null ? [] : [t('cli.doesCapture', { seconds: captureSeconds })]),
    ...(report === 'none' ? [] : [t('cli.doesReport')]),
  ].join('\n')
