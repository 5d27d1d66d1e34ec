import { EventCatalogue, type Projection } from './events/index.ts'
import { accountEvents } from './services/accounts/events.ts'
import { captureEvents } from './services/capture/events.ts'
import { captureProjection } from './services/capture/index.ts'
import { mailEvents } from './services/mail/events.ts'
import { reportEvents } from './services/report/events.ts'
import { reportProjection } from './services/report/index.ts'
import { scheduleEvents } from './services/schedule/events.ts'
import { scheduleProjection } from './services/schedule/index.ts'

/** Every event type of every slice. A new slice adds its line here. */
export const eventCatalogue = new EventCatalogue({
  ...accountEvents,
  ...captureEvents,
  ...mailEvents,
  ...reportEvents,
  ...scheduleEvents,
})

/** Every projection of every slice. */
export const projectionsOfSlices: readonly Projection[] = [
  captureProjection,
  reportProjection,
  scheduleProjection,
]
