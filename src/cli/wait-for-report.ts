import { Failure, failureOf } from '../base/failure.ts'
import type { Answered } from '../web/api/endpoint.ts'
import { showReport } from '../web/api/reports.ts'
import type { CliContext } from './context.ts'
import { patient, waitFor } from './waiting.ts'

/** How long after it is due a report is waited for: a relay that says "later" is asked again for an hour, a person is not kept as long. */
const PATIENCE_MS = 5 * 60_000

type ReportDetail = Answered<typeof showReport>

/** Waits until a report is delivered. Throws the failure that it ended in, or STILL_WAITING. */
export const waitForReport = (
  { terminal, ask }: Pick<CliContext, 'terminal' | 'ask'>,
  id: string,
  dueAt: number,
): Promise<ReportDetail> => {
  const { t } = terminal
  const began = Date.now()
  const until = Math.max(dueAt, began) + PATIENCE_MS
  return waitFor(terminal, { what: `report ${id}`, until }, async (line) => {
    // Unknown where it is not asked for yet, because its capture has only just ended.
    const report = await ask(showReport, { params: { id } }).catch(patient('REPORT_UNKNOWN'))
    if (report?.state === 'delivered') return report
    if (report?.state === 'failed' && report.failure !== null) throw Failure.from(report.failure)
    const leftMs = dueAt - Date.now()
    if (leftMs > 0) {
      const seconds = Math.ceil(leftMs / 1_000)
      line.show(1 - leftMs / Math.max(1, dueAt - began), t('cli.mailWaiting', { seconds }))
    } else line.show(undefined, t('cli.mailSending'))
    return undefined
  })
}

/** What became of a report, for whoever has more to say than that: a failure is a value here. */
export const reportOutcome = async (
  context: Pick<CliContext, 'terminal' | 'ask'>,
  id: string,
): Promise<Pick<ReportDetail, 'id' | 'failure'> & { readonly state: string }> => {
  try {
    return await waitForReport(context, id, Date.now())
  } catch (thrown) {
    const failure = failureOf(thrown)
    if (failure === undefined) throw thrown
    const { code, values } = failure
    return { id, state: 'undelivered', failure: { code, values: { ...values } } }
  }
}
