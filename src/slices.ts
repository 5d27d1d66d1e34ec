/** What the slices bring to the log: a new one adds its events here, and its projections where it has any. */
import { EventCatalogue, type EventTypes, type Projection } from './events/index.ts'
import { accountEvents } from './services/accounts/events.ts'
import { captureEvents } from './services/capture/events.ts'
import {
  captureProjection,
  packetFileProjection,
  watchProjection,
} from './services/capture/index.ts'
import { diskEvents } from './services/disk/events.ts'
import { mailEvents } from './services/mail/events.ts'
import { reportEvents } from './services/report/events.ts'
import { reportProjection } from './services/report/index.ts'
import { scheduleEvents } from './services/schedule/events.ts'
import { scheduleProjection } from './services/schedule/index.ts'
import { upkeepEvents } from './services/upkeep/events.ts'

const types: EventTypes = {
  ...accountEvents,
  ...captureEvents,
  ...diskEvents,
  ...mailEvents,
  ...reportEvents,
  ...scheduleEvents,
  ...upkeepEvents,
}

const projections: readonly Projection[] = [
  captureProjection,
  packetFileProjection,
  watchProjection,
  reportProjection,
  scheduleProjection,
]

export const slices = { types, catalogue: new EventCatalogue(types), projections }
