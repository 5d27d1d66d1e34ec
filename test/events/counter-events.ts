import { z } from 'zod'
import { EventCatalogue, type EventOf } from '../../src/events/index.ts'

/** A domain as small as can be, for tests of the log. */
export const counterEvents = {
  Counted: { version: 1, data: z.object({ writer: z.int(), step: z.int() }) },
} as const

export type CounterEvent = EventOf<typeof counterEvents>

export const counterCatalogue = new EventCatalogue(counterEvents)

export const counted = (writer: number, step: number): CounterEvent => ({
  type: 'Counted',
  data: { writer, step },
})
