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
import { noteFailure } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { idArgument } from '../options/id-argument.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { numberArgument } from '../options/number-option.ts'
import { recipientsOption } from '../options/recipients-option.ts'
import { type SourceFlags, withSource } from '../options/source-options.ts'
import { topOption } from '../options/top-option.ts'
import { captureWhole, sayQueued } from '../whole-capture.ts'
import { captureExportCommand } from './capture-export.ts'
import { captureMailCommand } from './capture-mail.ts'

type CaptureFlags = JsonOption &
  SourceFlags & {
    readonly interface?: string
    readonly save?: boolean
    readonly wait?: boolean
    readonly mail?: boolean
    readonly to?: readonly string[]
  }

const SECONDS = { min: CAPTURE_SECONDS_MIN, max: CAPTURE_SECONDS_MAX }

export const captureCommand = (program: Command, context: CliContext): void => {
  const { terminal, ask } = context
  const { t, print } = terminal
  const capture = program
    .command('capture')
    .description(t('cli.help.capture'))
    .addArgument(numberArgument(terminal, 'seconds', 'cli.help.seconds', SECONDS))
    .option('-i, --interface <name>', t('cli.help.interface'))
  withSource(capture, terminal)
    .option('--save', t('cli.help.save'))
    .option('-m, --mail', t('cli.help.mail'))
    .addOption(recipientsOption(terminal))
    .option('-w, --wait', t('cli.help.wait'))
    .action(async (seconds: number, { json = false, wait, mail, to, ...source }: CaptureFlags) => {
      const report = mail || to ? { mail: { to: [...(to ?? [])] } } : {}
      const body = { seconds, ...source, ...report }
      if (wait) {
        const whole = await captureWhole(context, body, json)
        if (json) print(jsonLine({ ...captureJson(whole.capture), report: whole.report }))
        const failure = whole.capture.failure ?? whole.report?.failure ?? null
        if (failure !== null) noteFailure(terminal, failure)
        return
      }
      const asked = await ask(requestCapture, { body })
      if (json) return print(jsonLine({ ...asked, seconds }))
      sayQueued(terminal, asked, seconds, print)
      print(t('cli.captureHint', { id: asked.id }))
    })
  withJsonAndExamples(capture, terminal, [
    'vigie capture 60 --wait',
    'vigie capture 300 --interface eth1 --filter "tcp port 443" --mail',
    'vigie capture 60 --save --wait',
    'vigie capture show 3k9fq2m8xa7d',
    'vigie capture stop 3k9fq2m8xa7d',
  ])

  const show = capture
    .command('show')
    .description(t('cli.help.captureShow'))
    .addArgument(idArgument(terminal, 'capture'))
    .addOption(topOption(terminal))
    .action(async (id: string, { json, top }: JsonOption & { readonly top: number }) => {
      const found = await ask(showCapture, { params: { id }, query: { top } })
      if (json) print(jsonLine(captureJson(found)))
      else printSummary(terminal, found)
    })
  withJsonAndExamples(show, terminal, ['vigie capture show 3k9fq2m8xa7d'])

  const stop = capture
    .command('stop')
    .description(t('cli.help.captureStop'))
    .addArgument(idArgument(terminal, 'capture'))
    .action(async (id: string, { json }: JsonOption) => {
      const stopped = await ask(stopCapture, { params: { id } })
      print(json ? jsonLine(stopped) : t('cli.captureStopping', { id }))
    })
  withJsonAndExamples(stop, terminal, ['vigie capture stop 3k9fq2m8xa7d'])

  captureExportCommand(capture, context)
  captureMailCommand(capture, context)
}
