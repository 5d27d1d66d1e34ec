import { requestCapture } from '../web/api/captures.ts'
import type { Answered, Asked } from '../web/api/endpoint.ts'
import { type CaptureDetail, printSummary } from './capture-summary.ts'
import type { CliContext } from './context.ts'
import type { Terminal } from './terminal.ts'
import { waitForCapture } from './wait-for-capture.ts'
import { reportOutcome } from './wait-for-report.ts'

/** A capture that has ended, and what became of its report where one was asked for. */
export type WholeCapture = {
  readonly capture: CaptureDetail
  readonly report: Awaited<ReturnType<typeof reportOutcome>> | null
}

/** Says which capture was asked for, as a line of the answer or beside it. */
export const sayQueued = (
  { t }: Terminal,
  { id, sensor, interface: name }: Answered<typeof requestCapture>,
  seconds: number,
  say: (line: string) => void,
): void => {
  say(t('cli.captureQueued', { id, interface: name, sensor, seconds }))
}

/** Captures, waits for the end and for the mail, and tells a person of each as it comes. Failures of either are for the caller to say. */
export const captureWhole = async (
  context: Pick<CliContext, 'terminal' | 'ask'>,
  body: Asked<typeof requestCapture>['body'],
  json: boolean,
): Promise<WholeCapture> => {
  const { terminal, ask } = context
  const { t, print } = terminal
  const asked = await ask(requestCapture, { body })
  if (!json) sayQueued(terminal, asked, body.seconds, terminal.note)
  const capture = await waitForCapture(context, asked.id, body.seconds)
  if (!json) printSummary(terminal, capture) // before the mail, which may take its time or fail
  if (asked.reportId === null) return { capture, report: null }
  const report = await reportOutcome(context, asked.reportId)
  if (!json && report.failure === null) {
    print()
    print(t('cli.mailDelivered', { id: report.id, recipients: asked.recipients.join(', ') }))
  }
  return { capture, report }
}
