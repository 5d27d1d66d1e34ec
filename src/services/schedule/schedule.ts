import { AssertionFailed, unreachable } from '../../base/assert.ts'
import { Failure } from '../../base/failure.ts'
import type { Decider } from '../../events/index.ts'
import type { ScheduleEvent, SchedulePlan } from './events.ts'
import { lastDue } from './timing.ts'

export type ScheduleRun = Extract<ScheduleEvent, { type: 'ScheduleRan' }>['data']

export type ScheduleCommand =
  | {
      readonly type: 'AddSchedule'
      readonly scheduleId: string
      readonly name: string
      readonly plan: SchedulePlan
      readonly now: number
    }
  /** What is due by now runs, once, whatever was missed; `byHand` runs although nothing is due. */
  | { readonly type: 'RunSchedule'; readonly now: number; readonly byHand: boolean }
  | { readonly type: 'RemoveSchedule'; readonly name: string }

export type Schedule =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'active' | 'removed'
      readonly scheduleId: string
      readonly name: string
      readonly plan: SchedulePlan
      readonly addedAt: number
      readonly lastRun: ScheduleRun | null
    }

const decide = (command: ScheduleCommand, state: Schedule): readonly ScheduleEvent[] => {
  if (command.type === 'AddSchedule') {
    if (state.status === 'active') throw new Failure('SCHEDULE_EXISTS', { name: command.name })
    const { scheduleId, name, plan, now } = command
    return [{ type: 'ScheduleAdded', data: { scheduleId, name, plan, addedAt: now } }]
  }
  if (state.status === 'unknown') {
    throw new AssertionFailed(`${command.type} for a schedule that nobody added`)
  }
  const { scheduleId, plan, addedAt } = state
  switch (command.type) {
    case 'RunSchedule': {
      if (state.status === 'removed') return []
      const windowFrom = state.lastRun?.windowTo ?? addedAt
      const after = state.lastRun?.slot ?? addedAt
      const due = lastDue(plan.timing, addedAt, after, command.now)
      if (due === undefined && !command.byHand) return []
      const { slot, missed } = due ?? { slot: command.now, missed: 0 }
      return [
        {
          type: 'ScheduleRan',
          data: { scheduleId, slot, windowFrom, windowTo: command.now, missed },
        },
      ]
    }
    case 'RemoveSchedule':
      if (state.status === 'removed') {
        throw new Failure('SCHEDULE_UNKNOWN', { name: command.name })
      }
      return [{ type: 'ScheduleRemoved', data: { scheduleId } }]
    default:
      return unreachable(command)
  }
}

const evolve = (state: Schedule, event: ScheduleEvent): Schedule => {
  if (event.type === 'ScheduleAdded') {
    return { status: 'active', ...event.data, lastRun: null }
  }
  if (state.status === 'unknown') return state
  switch (event.type) {
    case 'ScheduleRan':
      return { ...state, lastRun: event.data }
    case 'ScheduleRemoved':
      return { ...state, status: 'removed' }
    default:
      return unreachable(event)
  }
}

export const schedule: Decider<ScheduleCommand, Schedule, ScheduleEvent> = {
  initial: { status: 'unknown' },
  decide,
  evolve,
  snapshotVersion: 1, // one that runs each minute adds half a million events a year
}
