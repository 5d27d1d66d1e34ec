import type { Clock } from './base/clock.ts'
import type { Config, Role } from './base/config-schema.ts'
import { captureQueue, DELIVERY_QUEUE, REPORT_QUEUE, UPKEEP_QUEUE } from './jobs/index.ts'
import { startScheduledWork } from './services/report/index.ts'
import type { Services } from './services.ts'
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
): readonly QueueWork[] => {
  const { running, reports, upkeep } = services
  const startDue = (scheduleId: string) =>
    startScheduledWork({ ...services, clock }, scheduleId, false, `schedule:${scheduleId}`)
  const capture: QueueWork = {
    queue: captureQueue(config.sensor),
    concurrency: config.capture.concurrent,
    processors: [captureTrafficProcessor(running)],
  }
  const report: QueueWork = {
    queue: REPORT_QUEUE,
    concurrency: REPORTS_AT_ONCE,
    processors: [produceReportProcessor(reports), runScheduleProcessor(startDue)],
  }
  const delivery: QueueWork = {
    queue: DELIVERY_QUEUE,
    concurrency: REPORTS_AT_ONCE,
    perMinute: MAILS_PER_MINUTE,
    processors: [deliverReportProcessor(reports)],
  }
  const dropping: QueueWork = {
    queue: UPKEEP_QUEUE,
    concurrency: 1,
    processors: [dropOldRowsProcessor(upkeep)],
  }
  return [
    ...(roles.includes('capture') ? [capture] : []),
    ...(roles.includes('report') ? [report, delivery, dropping] : []),
  ]
}
