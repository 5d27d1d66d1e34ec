import type { Clock } from './base/clock.ts'
import type { Database } from './db/database.ts'
import {
  captureTraffic,
  deliverReport,
  dropOldRows,
  type OpenWork,
  produceReport,
  wanted,
} from './jobs/index.ts'
import { endedWithReport, openCaptures } from './services/capture/index.ts'
import { missingReports, openReports } from './services/report/index.ts'
import { listSchedules } from './services/schedule/index.ts'
import { ensurePartitions } from './services/traffic/index.ts'
import type { UpkeepService } from './services/upkeep/index.ts'

/** A capture's report that was not even asked for by now is looked for this far back. */
const REPORTS_SINCE_MS = 7 * 86_400_000

/** What the log says is still to be done, read from the slices' tables, for whoever reconciles the queues with it. */
export const openWork = (db: Database, clock: Clock, upkeep: UpkeepService): OpenWork => ({
  jobs: async () => {
    const captures = await openCaptures(db)
    const ended = await endedWithReport(db, clock.now() - REPORTS_SINCE_MS)
    const reports = await openReports(db)
    const missing = await missingReports(
      db,
      ended.flatMap(({ reportId }) => reportId ?? []),
    )
    const unmade = ended.flatMap(({ id, reportId }) =>
      reportId !== null && missing.has(reportId)
        ? [wanted(produceReport, { reportId, captureId: id })]
        : [],
    )
    const dueDay = await upkeep.dueDay()
    return [
      ...(dueDay === undefined ? [] : [wanted(dropOldRows, { day: dueDay })]),
      ...captures.map(({ id, sensor }) => wanted(captureTraffic, { captureId: id, sensor })),
      ...unmade,
      ...reports.map(({ id, state, dueAt, deliveries }) =>
        state === 'requested'
          ? wanted(produceReport, { reportId: id, captureId: null }, dueAt)
          : wanted(deliverReport, { reportId: id, delivery: deliveries }),
      ),
    ]
  },
  schedules: async () =>
    (await listSchedules(db)).map(({ id, plan, addedAt }) => ({
      scheduleId: id,
      timing: plan.timing,
      anchor: addedAt,
    })),
  upkeep: () => ensurePartitions(db, clock.now()),
})
