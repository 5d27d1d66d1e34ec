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

/** A queue, who works on it, and how. */
type RoleWork = QueueWork & { readonly role: Role }

/** Every queue of a sensor of this name and the roles beside it, whoever plays them. */
export const queueWork = (
  config: Config,
  services: Services,
  clock: Clock,
): readonly RoleWork[] => {
  const { running, reports, upkeep } = services
  const startDue = (scheduleId: string) =>
    startScheduledWork({ ...services, clock }, scheduleId, false, `schedule:${scheduleId}`)
  return [
    {
      role: 'capture',
      queue: captureQueue(config.sensor),
      concurrency: config.capture.concurrent,
      processors: [captureTrafficProcessor(running)],
    },
    {
      role: 'report',
      queue: REPORT_QUEUE,
      concurrency: REPORTS_AT_ONCE,
      processors: [produceReportProcessor(reports), runScheduleProcessor(startDue)],
    },
    {
      role: 'report',
      queue: DELIVERY_QUEUE,
      concurrency: REPORTS_AT_ONCE,
      perMinute: MAILS_PER_MINUTE,
      processors: [deliverReportProcessor(reports)],
    },
    {
      role: 'report',
      queue: UPKEEP_QUEUE,
      concurrency: 1,
      processors: [dropOldRowsProcessor(upkeep)],
    },
  ]
}
