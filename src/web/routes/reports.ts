import { derivedId } from '../../base/ids.ts'
import { findCapture } from '../../services/capture/index.ts'
import { findReport, listReports } from '../../services/report/index.ts'
import * as api from '../api/reports.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'
import { visible } from './read-your-writes.ts'
import { recipientAddresses, recipientIds } from './recipients.ts'
import { reconcileSoon } from './reconcile-soon.ts'

export const reportRoutes = (serve: Serve, deps: WebDependencies): void => {
  const { db, reports, schedules } = deps

  serve(api.requestMail, async ({ body, context }) => {
    const recipients = await recipientIds(deps, body.to)
    const reportId = derivedId('report', context.commandId)
    const dueAt = context.now + body.seconds * 1_000
    let schedule: string | null = null
    if (body.everySeconds !== undefined) {
      schedule = `mail-${reportId}`
      const added = await schedules.add(
        schedule,
        {
          timing: { kind: 'every', seconds: body.everySeconds },
          capture: null,
          report: 'newest',
          recipients,
        },
        { ...context, commandId: `${context.commandId}/schedule`, now: dueAt },
      )
      await visible(deps, added.position)
      await reconcileSoon(deps)
    }
    const scope = { kind: 'newest' } as const
    await visible(deps, await reports.request({ reportId, scope, dueAt, recipients }, context))
    return { reportId, dueAt, recipients: recipientAddresses(deps, body.to), schedule }
  })

  serve(api.mailCapture, async ({ params, body, context }) => {
    const { id: captureId } = await findCapture(db, params.id)
    const recipients = await recipientIds(deps, body.to)
    const reportId = derivedId('report', context.commandId)
    const scope = { kind: 'capture', captureId } as const
    const dueAt = context.now
    await visible(deps, await reports.request({ reportId, scope, dueAt, recipients }, context))
    return { reportId, recipients: recipientAddresses(deps, body.to) }
  })

  serve(api.listReports, async ({ query }) => ({ reports: await listReports(db, query.limit) }))

  serve(api.showReport, async ({ params }) => {
    const report = await findReport(db, params.id)
    const made = report.producedAt !== null
    return { ...report, text: made ? (await reports.forms(report.id)).text : null }
  })

  serve(api.sendReport, async ({ params, context }) => {
    await visible(deps, await reports.sendAgain(params.id, context))
    return findReport(db, params.id)
  })
}
