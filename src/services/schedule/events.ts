/** The pure door of the schedule slice: what recurs. */
import { z } from 'zod'
import { idField, momentField } from '../../base/fields.ts'
import { derivedId } from '../../base/ids.ts'
import type { EventOf } from '../../events/event.ts'

/** When: a cron expression in a time zone, or every so many seconds. */
const scheduleTiming = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cron'), cron: z.string(), timeZone: z.string() }),
  z.object({ kind: z.literal('every'), seconds: z.int().positive() }),
])

/** What each run does: a capture, a report over the time since the run before (or of the newest capture), or a capture with its report. */
const schedulePlan = z.object({
  timing: scheduleTiming,
  capture: z
    .object({
      sensor: z.string(),
      interface: z.string(),
      driver: z.enum(['ring', 'cap']),
      filter: z.string(),
      seconds: z.int().positive(),
    })
    .nullable(),
  report: z.enum(['none', 'window', 'newest', 'capture']),
  /** Address ids. */
  recipients: z.array(idField),
})

export const scheduleEvents = {
  ScheduleAdded: {
    version: 1,
    data: z.object({
      scheduleId: idField,
      name: z.string(),
      plan: schedulePlan,
      addedAt: momentField,
    }),
  },
  ScheduleRan: {
    version: 1,
    data: z.object({
      scheduleId: idField,
      /** The date that was due, in ms; a run by hand has the moment of asking. */
      slot: momentField,
      /** The time that its report covers: since the slot before that ran. */
      windowFrom: momentField,
      windowTo: momentField,
      /** Due dates between the two that did not run, because Vigie was down. */
      missed: z.int().nonnegative(),
    }),
  },
  ScheduleRemoved: { version: 1, data: z.object({ scheduleId: idField }) },
} as const

export type ScheduleEvent = EventOf<typeof scheduleEvents>
export type SchedulePlan = z.infer<typeof schedulePlan>
export type ScheduleTiming = z.infer<typeof scheduleTiming>

/** A name has one stream, whoever uses it and however often: two who add it at once meet there, and the second is refused. */
export const scheduleIdOf = (name: string): string => derivedId('schedule', name)

export const scheduleStream = (scheduleId: string): string => `schedule-${scheduleId}`
