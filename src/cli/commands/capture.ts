import type { Command } from 'commander'
import {
  CAPTURE_SECONDS_MAX,
  CAPTURE_SECONDS_MIN,
  requestCapture,
  showCapture,
  stopCapture,
} from '../../web/api/captures.ts'
import { captureJson, printSummary } from '../capture-summary.ts'
import type { CliContext } from '../context.ts'
import { type JsonOption, noteFailure } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { collected, oneOf, wholeNumber } from '../numbers.ts'
import { withExamples } from '../options/examples.ts'
import { given } from '../options/given.ts'
import { recordId } from '../options/record-id.ts'
import { topOption } from '../options/top-option.ts'
import { waitForCapture } from '../wait-for-capture.ts'
import { reportOutcome } from '../wait-for-report.ts'
import { captureExportCommand } from './capture-export.ts'
import { captureMailCommand } from './capture-mail.ts'

type CaptureFlags = JsonOption & {
  readonly interface?: string
  readonly filter?: string
  readonly sensor?: string
  readonly driver?: 'ring' | 'cap'
  readonly save?: boolean
  readonly wait?: boolean
  readonly mail?: boolean
  readonly to?: readonly string[]
}

export const captureCommand = (program: Command, context: CliContext): void => {
  const { terminal, ask } = context
  const { t, print } = terminal
  const capture = program
    .command('capture')
    .description(t('cli.help.capture'))
    .argument(
      '<seconds>',
      t('cli.help.seconds'),
      wholeNumber('seconds', CAPTURE_SECONDS_MIN, CAPTURE_SECONDS_MAX),
    )
    .option('-i, --interface <name>', t('cli.help.interface'))
    .option('-f, --filter <bpf>', t('cli.help.filter'))
    .option('--sensor <name>', t('cli.help.sensor'))
    .option('--driver <driver>', t('cli.help.driver'), oneOf('--driver', ['ring', 'cap']))
    .option('--save', t('cli.help.save'))
    .option('-w, --wait', t('cli.help.wait'))
    .option('-m, --mail', t('cli.help.mail'))
    .option('--to <address>', t('cli.help.to'), collected)
    .action(async (seconds: number, flags: CaptureFlags) => {
      const {
        id,
        sensor,
        interface: name,
        reportId,
        recipients,
      } = await ask(requestCapture, {
        body: {
          seconds,
          ...given({
            interface: flags.interface,
            filter: flags.filter,
            sensor: flags.sensor,
            driver: flags.driver,
          }),
          save: flags.save ?? false,
          ...(flags.mail || flags.to ? { mail: { to: [...(flags.to ?? [])] } } : {}),
        },
      })
      if (!flags.wait) {
        if (flags.json) print(jsonLine({ id, sensor, interface: name, seconds, reportId }))
        else {
          print(t('cli.captureQueued', { id, interface: name, sensor, seconds }))
          print(t('cli.captureHint', { id }))
        }
        return
      }
      if (!flags.json) {
        terminal.note(t('cli.captureQueued', { id, interface: name, sensor, seconds }))
      }
      const ended = await waitForCapture(context, id, seconds)
      if (!flags.json) printSummary(terminal, ended) // before the mail, which may take its time or fail
      const report = reportId === null ? null : await reportOutcome(context, reportId)
      if (flags.json) print(jsonLine({ ...captureJson(ended), report }))
      else if (report?.failure === null) {
        print()
        print(t('cli.mailDelivered', { id: report.id, recipients: recipients.join(', ') }))
      }
      const failure = ended.failure ?? report?.failure ?? null
      if (failure !== null) noteFailure(terminal, failure)
    })
  withExamples(capture, terminal, [
    'vigie capture 60 --wait',
    'vigie capture 300 --interface eth1 --filter "tcp port 443" --mail',
    'vigie capture 60 --save --wait',
    'vigie capture show 3k9fq2m8xa7d',
    'vigie capture stop 3k9fq2m8xa7d',
  ])

  const show = capture
    .command('show')
    .description(t('cli.help.captureShow'))
    .argument('<id>', t('cli.help.captureId'))
    .addOption(topOption(terminal))
    .action(async (id: string, { top }: { readonly top: number }, command: Command) => {
      const { json } = command.optsWithGlobals<JsonOption>()
      const found = await ask(showCapture, {
        params: { id: recordId(id, 'CAPTURE_UNKNOWN') },
        query: { top },
      })
      if (json) print(jsonLine(captureJson(found)))
      else printSummary(terminal, found)
    })
  withExamples(show, terminal, ['vigie capture show 3k9fq2m8xa7d'])

  const stop = capture
    .command('stop')
    .description(t('cli.help.captureStop'))
    .argument('<id>', t('cli.help.captureId'))
    .action(async (id: string, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<JsonOption>()
      const stopped = await ask(stopCapture, { params: { id: recordId(id, 'CAPTURE_UNKNOWN') } })
      print(json ? jsonLine(stopped) : t('cli.captureStopping', { id }))
    })
  withExamples(stop, terminal, ['vigie capture stop 3k9fq2m8xa7d'])

  captureExportCommand(capture, context)
  captureMailCommand(capture, context)
}
