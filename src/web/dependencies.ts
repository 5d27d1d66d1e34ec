import type { Socket } from 'node:net'
import type { z } from 'zod'
import type { Clock } from '../base/clock.ts'
import type { Config } from '../base/config-schema.ts'
import type { Log } from '../base/log.ts'
import type { Appender, Database, LogReader, LogTail, ProjectionRunner } from '../events/index.ts'
import type { Queues } from '../jobs/index.ts'
import type {
  CaptureService,
  FileImports,
  PacketStore,
  WatchService,
} from '../services/capture/index.ts'
import type { OutboundSettings } from '../services/mail/index.ts'
import type { ReportService } from '../services/report/index.ts'
import type { ScheduleService } from '../services/schedule/index.ts'
import type { showStatus } from './api/status.ts'

/** What main gives the routes. */
export type WebDependencies = {
  /** Handed on to the slices' queries, never used here. */
  readonly db: Database
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly reader: LogReader
  readonly tail: LogTail
  readonly appender: Appender
  readonly projections: ProjectionRunner
  readonly queues: Queues
  readonly captures: CaptureService
  readonly watches: WatchService
  readonly imports: FileImports
  readonly packets: PacketStore
  readonly reports: ReportService
  readonly schedules: ScheduleService
  readonly outbound: OutboundSettings
  /** The interface that a capture takes where nobody says. */
  readonly defaultInterface: () => string
  /** What only main knows: processes, servers, addresses. */
  readonly situation: () => Situation
  /** Derives the queues from the log; returns the number of open jobs. */
  readonly reconcile: () => Promise<number>
  /** Everything at this moment, as one file. */
  readonly backup: () => Promise<AsyncGenerator<Uint8Array>>
  /** Aborts when Vigie stops: nobody is kept waiting then. */
  readonly ending: AbortSignal
  /** Who is on the other end of a Unix socket; undefined where that cannot be known. */
  readonly peerUid: (socket: Socket) => number | undefined
}

export type Situation = Pick<
  z.output<(typeof showStatus)['answer']>,
  | 'version'
  | 'pid'
  | 'home'
  | 'startedAt'
  | 'sensor'
  | 'roles'
  | 'console'
  | 'smtp'
  | 'disk'
  | 'servers'
>

/** Where the database is, for a sentence that says it is away. */
export const mysqlAddress = ({ situation }: Pick<WebDependencies, 'situation'>): string =>
  situation().servers.find(({ name }) => name === 'mysql')?.address ?? ''
