import { EventCatalogue, type Projection } from './events/index.ts'
import { accountEvents } from './services/accounts/events.ts'
import { captureSliceEvents } from './services/capture/events.ts'
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

/** Every event type of every slice. A new slice adds its line here. */
export const eventCatalogue = new EventCatalogue({
  ...accountEvents,
  ...captureSliceEvents,
  ...diskEvents,
  ...mailEvents,
  ...reportEvents,
  ...scheduleEvents,
  ...upkeepEvents,
})

/** Every projection of every slice. */
export const projectionsOfSlices: readonly Projection[] = [
  captureProjection,
  packetFileProjection,
  watchProjection,
  reportProjection,
  scheduleProjection,
]
