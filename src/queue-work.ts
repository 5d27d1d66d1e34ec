import type { Clock } from './base/clock.ts'
import type { Config, Role } from './base/config-schema.ts'
import type { Log } from './base/log.ts'
import { captureQueue, DELIVERY_QUEUE, REPORT_QUEUE, UPKEEP_QUEUE } from './jobs/index.ts'
import type { CaptureService } from './services/capture/index.ts'
import { type ReportService, startScheduledWork } from './services/report/index.ts'
import type { ScheduleService } from './services/schedule/index.ts'
import type { UpkeepService } from './services/upkeep/index.ts'
import {
  captureTrafficProcessor,
  deliverReportProcessor,
  dropOldRowsProcessor,
  produceReportProcessor,
  type QueueWork,
  runScheduleProcessor,
} from './workers/index.ts'

/** Mails a minute that leave: no relay takes us for a sender of bulk. */
const MAILS_PER_MINUTE = 30
/** Reports made, and mails sent, at once: each reads some tables or waits for a server. */
const REPORTS_AT_ONCE = 2

type Services = {
  readonly captures: CaptureService
  readonly reports: ReportService
  readonly schedules: ScheduleService
  readonly upkeep: UpkeepService
}

/** The queues that a sensor of this name and the roles beside it work on, whoever plays them. */
export const queueNames = (sensor: string): readonly string[] => [
  captureQueue(sensor),
  REPORT_QUEUE,
  DELIVERY_QUEUE,
  UPKEEP_QUEUE,
]

/** What a daemon with these roles works on, and how. */
export const queueWork = (
  roles: readonly Role[],
  config: Config,
  services: Services,
  clock: Clock,
  log: Log,
): readonly QueueWork[] => {
  const { captures, reports } = services
  const capture: QueueWork = {
    queue: captureQueue(config.sensor),
    concurrency: config.capture.concurrent,
    processors: { 'capture-traffic': captureTrafficProcessor(captures, clock, log) },
  }
  const startDue = (scheduleId: string) =>
    startScheduledWork({ ...services, clock }, scheduleId, false, `schedule:${scheduleId}`)
  const report: QueueWork = {
    queue: REPORT_QUEUE,
    concurrency: REPORTS_AT_ONCE,
    processors: {
      'produce-report': produceReportProcessor(reports, log),
      'run-schedule': runScheduleProcessor(startDue, log),
    },
  }
  const delivery: QueueWork = {
    queue: DELIVERY_QUEUE,
    concurrency: REPORTS_AT_ONCE,
    perMinute: MAILS_PER_MINUTE,
    processors: { 'deliver-report': deliverReportProcessor(reports, log) },
  }
  const upkeep: QueueWork = {
    queue: UPKEEP_QUEUE,
    concurrency: 1,
    processors: { 'drop-old-rows': dropOldRowsProcessor(services.upkeep, log) },
  }
  return [
    ...(roles.includes('capture') ? [capture] : []),
    ...(roles.includes('report') ? [report, delivery, upkeep] : []),
  ]
}
