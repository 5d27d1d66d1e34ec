/** The pure door of the capture slice: what may happen to a capture, a watch and the packets that they save. Loads no socket and no database. */
import { timedCaptureEvents } from './capture-events.ts'
import { packetFileEvents } from './packets/packet-events.ts'
import { watchEvents } from './watch/watch-events.ts'

export { type CaptureEvent, catchUp } from './capture-events.ts'

export const captureEvents = {
  ...timedCaptureEvents,
  ...watchEvents,
  ...packetFileEvents,
} as const
