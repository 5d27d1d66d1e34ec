import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'
import { administrationRoutes } from './administration.ts'
import { captureRoutes } from './captures.ts'
import { eventRoutes } from './events.ts'
import { messageRoutes } from './messages.ts'
import { reportRoutes } from './reports.ts'
import { scheduleRoutes } from './schedules.ts'
import { statusRoutes } from './status.ts'
import { watchRoutes } from './watches.ts'

/** Every resource of the API. */
export const routes: readonly ((serve: Serve, deps: WebDependencies) => void)[] = [
  administrationRoutes,
  captureRoutes,
  eventRoutes,
  messageRoutes,
  reportRoutes,
  scheduleRoutes,
  statusRoutes,
  watchRoutes,
]
