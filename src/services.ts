import type { Clock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import type { OpenLog } from './open-log.ts'
import {
  CaptureService,
  type CaptureSettings,
  type EngineReserve,
  FileImports,
  type PacketBounds,
  PacketStore,
  RunningCaptures,
  WatchService,
} from './services/capture/index.ts'
import { ReportService, type ReportSettings } from './services/report/index.ts'
import { ScheduleService } from './services/schedule/index.ts'
import { type KeptDays, UpkeepService } from './services/upkeep/index.ts'

/** How long a report waits for the tables that it reads; then its job is tried again. */
const READ_TABLES_MS = 10_000

export type ServiceSettings = {
  readonly sensor: string
  readonly capture: CaptureSettings
  readonly packets: { readonly folder: string; readonly bounds: PacketBounds }
  readonly report: ReportSettings
  readonly keep: KeptDays
  /** Whether the disk has room for interval rows; left out: always. */
  readonly hasRoom?: () => boolean
  /** Left out: an engine is loaded when it is needed. */
  readonly engines?: EngineReserve
}

/** The slices' services over one log. What listens or goes on by itself is started by the roles. */
export const createServices = (
  { db, reader, appender, commands, projections }: OpenLog,
  clock: Clock,
  log: Log,
  settings: ServiceSettings,
) => {
  const { sensor, capture, packets, report, keep, ...optional } = settings
  const store = new PacketStore({ db, appender, clock, log, sensor, ...packets })
  const counting = { db, commands, clock, log, settings: capture, packets: store, ...optional }
  const caughtUp = (position: number) => projections.requireCaughtUp(position, READ_TABLES_MS)
  return {
    captures: new CaptureService({ db, commands }),
    /** What captures and watches count with. */
    counting,
    imports: new FileImports({ ...counting, sensor }),
    packets: store,
    reports: new ReportService({ db, reader, commands, clock, log, caughtUp, settings: report }),
    running: new RunningCaptures(counting),
    schedules: new ScheduleService({ db, commands, clock }),
    upkeep: new UpkeepService({ db, appender, clock, log, keep }),
    watches: new WatchService({ db, commands }),
  }
}

export type Services = ReturnType<typeof createServices>
