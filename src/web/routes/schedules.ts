import { machineTimeZone } from '../../base/format.ts'
import { recallAddresses } from '../../services/mail/index.ts'
import { startScheduledWork } from '../../services/report/index.ts'
import {
  findSchedule,
  listSchedules,
  nextDates,
  type SchedulePlan,
  type ScheduleRow,
} from '../../services/schedule/index.ts'
import * as api from '../api/schedules.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'
import { visible } from './read-your-writes.ts'
import { recipientIds } from './recipients.ts'
import { reconcileSoon } from './reconcile-soon.ts'
import { sensorPlan } from './sensor-plan.ts'

/** Dates that a list shows ahead. */
const NEXT_DATES = 3

export const scheduleRoutes = (serve: Serve, deps: WebDependencies): void => {
  const { db, schedules, captures, config, clock } = deps

  const row = async (schedule: ScheduleRow) => {
    const { timing, capture, report, recipients } = schedule.plan
    return {
      name: schedule.name,
      cron: timing.kind === 'cron' ? timing.cron : null,
      timeZone: timing.kind === 'cron' ? timing.timeZone : null,
      everySeconds: timing.kind === 'every' ? timing.seconds : null,
      captureSeconds: capture?.seconds ?? null,
      report,
      recipients: await recallAddresses(db, recipients),
      addedAt: schedule.addedAt,
      lastSlot: schedule.lastSlot,
      next: nextDates(timing, schedule.addedAt, clock.now(), NEXT_DATES),
    }
  }

  serve(api.addSchedule, async ({ body, context }) => {
    const capture =
      body.capture === undefined
        ? null
        : {
            ...sensorPlan(deps, body.capture),
            seconds: body.capture.seconds,
          }
    if (capture !== null) await captures.check(capture)
    const plan: SchedulePlan = {
      timing: {
        kind: 'cron',
        cron: body.cron,
        timeZone: body.timeZone || config.timeZone || machineTimeZone(),
      },
      capture,
      report: !body.report ? 'none' : capture === null ? 'window' : 'capture',
      recipients: body.report ? await recipientIds(deps, body.to) : [],
    }
    const { position } = await schedules.add(body.name, plan, context)
    await visible(deps, position)
    await reconcileSoon(deps)
    return row(await findSchedule(db, body.name))
  })

  serve(api.listSchedules, async () => ({
    schedules: await Promise.all((await listSchedules(db)).map(row)),
  }))

  serve(api.removeSchedule, async ({ params, context }) => {
    await visible(deps, await schedules.remove(params.name, context))
    await reconcileSoon(deps)
    return { name: params.name }
  })

  serve(api.runSchedule, async ({ params, context }) => {
    const { id } = await findSchedule(db, params.name)
    return startScheduledWork(deps, id, true, context.actor)
  })
}
