import type { Command } from 'commander'
import { roles } from '../../base/config-schema.ts'
import { failureOf } from '../../base/failure.ts'
import { CAPTURE_SECONDS_MAX, CAPTURE_SECONDS_MIN, requestCapture } from '../../web/api/captures.ts'
import { listMessages } from '../../web/api/messages.ts'
import { showStatus } from '../../web/api/status.ts'
import { captureJson, printSummary } from '../capture-summary.ts'
import type { CliContext, Started } from '../context.ts'
import { type JsonOption, noteFailure } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { wholeNumber } from '../numbers.ts'
import { withExamples } from '../options/examples.ts'
import { waitForCapture } from '../wait-for-capture.ts'
import { reportOutcome } from '../wait-for-report.ts'

const FIRST_CAPTURE_SECONDS = 60

type QuickstartFlags = JsonOption & { readonly seconds: number; readonly interface?: string }

/** From nothing to a mailed report: start Vigie where it is not up, capture, wait for the mail, say where to read. */
export const quickstartCommand = (program: Command, context: CliContext): void => {
  const { terminal } = context
  const { t, print } = terminal
  const command = program
    .command('quickstart')
    .description(t('cli.help.quickstart'))
    .option(
      '-s, --seconds <n>',
      t('cli.help.seconds'),
      wholeNumber('--seconds', CAPTURE_SECONDS_MIN, CAPTURE_SECONDS_MAX),
      FIRST_CAPTURE_SECONDS,
    )
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
  withExamples(command, terminal, [
    'vigie quickstart',
    'vigie quickstart --seconds 10 --interface lo',
  ])
}

const captureAndMail = async (
  context: CliContext,
  { json, seconds, interface: name }: QuickstartFlags,
  firstPassword: string | null,
): Promise<void> => {
  const { terminal, ask } = context
  const { t, print } = terminal
  const asked = await ask(requestCapture, {
    body: { seconds, mail: { to: [] }, ...(name === undefined ? {} : { interface: name }) },
  })
  if (!json) {
    const { id, sensor, interface: on } = asked
    terminal.note(t('cli.captureQueued', { id, interface: on, sensor, seconds }))
  }
  const capture = await waitForCapture(context, asked.id, seconds)
  if (!json) printSummary(terminal, capture)
  const report = await reportOutcome(context, asked.reportId ?? '')
  const status = await ask(showStatus)
  const { messages } = await ask(listMessages, { query: { limit: 1 } })
  // An administrator elsewhere reads it elsewhere: then there is none of this capture here.
  const message = messages.find((one) => one.receivedAt >= capture.requestedAt)?.id ?? null
  if (json) {
    const { console } = status
    print(jsonLine({ ...captureJson(capture), report, message, console, firstPassword }))
    return
  }
  print()
  if (report.failure === null) {
    print(t('cli.mailDelivered', { id: report.id, recipients: status.administrator }))
  }
  print()
  if (message !== null) print(t('cli.quickstartRead', { id: message }))
  if (status.console !== null) print(t('cli.quickstartConsole', { address: status.console }))
  print(
    firstPassword === null
      ? t('cli.quickstartKnown')
      : t('cli.quickstartPassword', { password: firstPassword }),
  )
  print(t('cli.quickstartNext'))
  const failure = capture.failure ?? report.failure
  if (failure !== null) noteFailure(terminal, failure)
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
