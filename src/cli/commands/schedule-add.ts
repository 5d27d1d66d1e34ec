import { Argument, type Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import { CAPTURE_SECONDS_MAX, CAPTURE_SECONDS_MIN } from '../../web/api/captures.ts'
import { addSchedule, scheduleName } from '../../web/api/schedules.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { numberOption } from '../options/number-option.ts'
import { recipientsOption } from '../options/recipients-option.ts'
import { type SourceFlags, withSource } from '../options/source-options.ts'

type AddFlags = JsonOption &
  SourceFlags & {
    readonly cron: string
    readonly tz?: string
    readonly capture?: number
    readonly interface?: string
    readonly report?: boolean
    readonly to?: readonly string[]
  }

const SECONDS = { min: CAPTURE_SECONDS_MIN, max: CAPTURE_SECONDS_MAX }

/** `vigie schedule add`, under the command `schedule`. */
export const scheduleAddCommand = (
  schedule: Command,
  { terminal, ask }: Pick<CliContext, 'terminal' | 'ask'>,
): void => {
  const { t, print, format } = terminal
  const command = schedule
    .command('add')
    .description(t('cli.help.scheduleAdd'))
    .addArgument(new Argument('<name>', t('cli.help.scheduleName')).argParser(newName))
    .requiredOption('--cron <expression>', t('cli.help.cron'))
    .option('--tz <zone>', t('cli.help.timeZone'))
    .addOption(numberOption(terminal, '--capture <seconds>', 'cli.help.scheduleCapture', SECONDS))
    .option('-i, --interface <name>', t('cli.help.interface'))
  withSource(command, terminal)
    .option('--report', t('cli.help.scheduleReport'))
    .addOption(recipientsOption(terminal))
    .action(async (name: string, flags: AddFlags) => {
      const { json, cron, tz, capture: seconds, report = false, to, ...source } = flags
      const capture = seconds === undefined ? {} : { capture: { seconds, ...source } }
      const mail = { report: report || to !== undefined, to: [...(to ?? [])] }
      const added = await ask(addSchedule, {
        body: { name, cron, timeZone: tz, ...capture, ...mail },
      })
      if (json) return print(jsonLine(added))
      print(t('cli.scheduleAdded', { name }))
      for (const date of added.next) print(`  ${format.dateTime(date)}`)
    })
  withJsonAndExamples(command, terminal, [
    'vigie schedule add weekly --cron "0 7 * * 1" --report',
    'vigie schedule add lab --cron "0 8-18 * * 1-5" --capture 60 --report',
    'vigie schedule add paris --cron "0 7 * * *" --tz Europe/Paris --report',
  ])
}

const newName = (name: string): string => {
  if (scheduleName.safeParse(name).success) return name
  throw new Failure('SCHEDULE_NAME_INVALID', { name })
}
