import type { WebDependencies } from '../dependencies.ts'
import type { ServeDownload } from '../serve-download.ts'
import type { Serve } from '../serve-endpoint.ts'
import { administrationRoutes } from './administration.ts'
import { auditRoutes } from './audit.ts'
import { backupDownloads } from './backup.ts'
import { captureRoutes } from './captures.ts'
import { eventRoutes } from './events.ts'
import { importRoutes } from './imports.ts'
import { messageRoutes } from './messages.ts'
import { packetDownloads } from './packets.ts'
import { reportRoutes } from './reports.ts'
import { scheduleRoutes } from './schedules.ts'
import { statusRoutes } from './status.ts'
import { watchRoutes } from './watches.ts'

/** Every resource of the API. */
export const routes: readonly ((serve: Serve, deps: WebDependencies) => void)[] = [
  administrationRoutes,
  auditRoutes,
  captureRoutes,
  eventRoutes,
  importRoutes,
  messageRoutes,
  reportRoutes,
  scheduleRoutes,
  statusRoutes,
  watchRoutes,
]

/** Every resource of the API that is bytes. */
export const downloads: readonly ((serve: ServeDownload, deps: WebDependencies) => void)[] = [
  backupDownloads,
  packetDownloads,
]
