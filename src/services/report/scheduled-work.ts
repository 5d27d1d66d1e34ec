import type { Clock } from '../../base/clock.ts'
import { derivedId, newCommandId } from '../../base/ids.ts'
import type { CaptureService } from '../capture/index.ts'
import type { ScheduleService } from '../schedule/index.ts'
import type { ReportScope } from './events.ts'
import type { ReportService } from './report-service.ts'

type Dependencies = {
  readonly schedules: ScheduleService
  readonly captures: CaptureService
  readonly reports: ReportService
  readonly clock: Clock
}

/** What a run started. */
export type ScheduledWork = { readonly captureId: string | null; readonly reportId: string | null }

/**
 * Starts what a schedule says, where something is due (or `byHand`). The ids of what is started follow from the schedule and its slot,
 * so that starting the same run twice starts nothing twice. What cannot be carried out (an interface that is gone) is recorded
 * all the same: its failure belongs in the report.
 */
export const startScheduledWork = async (
  { schedules, captures, reports, clock }: Dependencies,
  scheduleId: string,
  byHand: boolean,
  actor: string,
): Promise<ScheduledWork> => {
  const now = clock.now()
  const started = await schedules.run(scheduleId, byHand, {
    commandId: newCommandId(),
    actor,
    now,
  })
  if (started === undefined) return { captureId: null, reportId: null }
  const { plan, run } = started
  const slot = String(run.slot)
  const context = (what: string) => ({
    commandId: `schedule/${scheduleId}/${slot}/${what}`,
    actor: `schedule:${scheduleId}`,
    now,
  })
  const reportId = plan.report === 'none' ? null : derivedId('report', scheduleId, slot)
  const captureId = plan.capture === null ? null : derivedId('capture', scheduleId, slot)
  const { recipients } = plan
  const catchUp =
    run.missed === 0
      ? {}
      : { catchUp: { from: run.windowFrom, to: run.windowTo, missed: run.missed } }
  if (plan.capture !== null && captureId !== null) {
    const report =
      plan.report === 'capture' && reportId !== null ? { reportId, recipients, ...catchUp } : null
    await captures.request({ captureId, ...plan.capture, report }, context('capture'))
  }
  if (reportId !== null && plan.report !== 'capture') {
    const scope: ReportScope =
      plan.report === 'newest'
        ? { kind: 'newest' }
        : { kind: 'window', from: run.windowFrom, to: run.windowTo }
    await reports.request(
      { reportId, scope, dueAt: now, recipients, ...catchUp },
      context('report'),
    )
  }
  return { captureId, reportId }
}
