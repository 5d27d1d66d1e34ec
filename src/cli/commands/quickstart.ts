import type { Command } from 'commander'
import { roles } from '../../base/config-schema.ts'
import { failureOf } from '../../base/failure.ts'
import { CAPTURE_SECONDS_MAX, CAPTURE_SECONDS_MIN } from '../../web/api/captures.ts'
import { listMessages } from '../../web/api/messages.ts'
import { showStatus } from '../../web/api/status.ts'
import { captureJson } from '../capture-summary.ts'
import type { CliContext, Started } from '../context.ts'
import { noteFailure } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { numberOption } from '../options/number-option.ts'
import type { Terminal } from '../terminal.ts'
import { captureWhole } from '../whole-capture.ts'

const FIRST_CAPTURE_SECONDS = 60
const SECONDS = { min: CAPTURE_SECONDS_MIN, max: CAPTURE_SECONDS_MAX }

type QuickstartFlags = JsonOption & { readonly seconds: number; readonly interface?: string }

/** From nothing to a mailed report: start Vigie where it is not up, capture, wait for the mail, say where to read. */
export const quickstartCommand = (program: Command, context: CliContext): void => {
  const { terminal } = context
  const { t, print } = terminal
  const seconds = numberOption(terminal, '-s, --seconds <n>', 'cli.help.seconds', SECONDS)
  const command = program
    .command('quickstart')
    .description(t('cli.help.quickstart'))
    .addOption(seconds.default(FIRST_CAPTURE_SECONDS))
    .option('-i, --interface <name>', t('cli.help.interface'))
    .action(async (flags: QuickstartFlags) => {
      const started = await startWhereDown(context)
      try {
        await captureAndMail(context, flags, started?.firstPassword ?? null)
      } catch (thrown) {
        // The password is said once: also where something goes wrong after the start.
        if (started?.firstPassword !== undefined && !flags.json) {
          print(t('cli.quickstartPassword', { password: started.firstPassword }))
        }
        throw thrown
      }
    })
  withJsonAndExamples(command, terminal, [
    'vigie quickstart',
    'vigie quickstart --seconds 10 --interface lo',
  ])
}

const captureAndMail = async (
  context: CliContext,
  { json = false, ...source }: QuickstartFlags,
  firstPassword: string | null,
): Promise<void> => {
  const { terminal, ask } = context
  const { print } = terminal
  const { capture, report } = await captureWhole(context, { ...source, mail: { to: [] } }, json)
  const { console } = await ask(showStatus)
  const { messages } = await ask(listMessages, { query: { limit: 1 } })
  // An administrator elsewhere reads it elsewhere: then there is none of this capture here.
  const message = messages.find((one) => one.receivedAt >= capture.requestedAt)?.id ?? null
  if (json) print(jsonLine({ ...captureJson(capture), report, message, console, firstPassword }))
  else sayWhereToRead(terminal, { message, console, firstPassword })
  const failure = capture.failure ?? report?.failure ?? null
  if (failure !== null) noteFailure(terminal, failure)
}

type Places = { readonly [place in 'message' | 'console' | 'firstPassword']: string | null }

const sayWhereToRead = (
  { t, print }: Terminal,
  { message, console, firstPassword }: Places,
): void => {
  print()
  if (message !== null) print(t('cli.quickstartRead', { id: message }))
  if (console !== null) print(t('cli.quickstartConsole', { address: console }))
  print(
    firstPassword === null
      ? t('cli.quickstartKnown')
      : t('cli.quickstartPassword', { password: firstPassword }),
  )
  print(t('cli.quickstartNext'))
}

/** Starts Vigie in the background; undefined where it is up already. */
const startWhereDown = async (context: CliContext): Promise<Started | undefined> => {
  try {
    await context.ask(showStatus)
    return undefined
  } catch (thrown) {
    if (failureOf(thrown, 'NOT_RUNNING') === undefined) throw thrown
  }
  context.terminal.note(context.terminal.t('cli.starting'))
  return context.upDetached({ roles, sensor: undefined })
}
