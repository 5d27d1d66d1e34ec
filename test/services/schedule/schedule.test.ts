import { describe, expect, it } from 'vitest'
import type { ScheduleEvent, SchedulePlan } from '../../../src/services/schedule/events.ts'
import { type ScheduleCommand, schedule } from '../../../src/services/schedule/schedule.ts'
import { given } from '../../support/given-when-then.ts'

const scheduleId = 's00000000001'
const name = 'weekly'
const at = (text: string) => Date.parse(text)
const addedAt = at('2026-03-02T10:00:00Z') // a Monday

const cron: SchedulePlan = {
  timing: { kind: 'cron', cron: '0 7 * * 1', timeZone: 'Europe/Paris' },
  capture: null,
  report: 'window',
  recipients: ['a00000000001'],
}
const every: SchedulePlan = { ...cron, timing: { kind: 'every', seconds: 30 } }

const added = (plan: SchedulePlan): ScheduleEvent => ({
  type: 'ScheduleAdded',
  data: { scheduleId, name, plan, addedAt },
})
const ran = (slot: number, windowFrom: number, windowTo: number, missed = 0): ScheduleEvent => ({
  type: 'ScheduleRan',
  data: { scheduleId, slot, windowFrom, windowTo, missed },
})
const removed: ScheduleEvent = { type: 'ScheduleRemoved', data: { scheduleId } }

const add: ScheduleCommand = { type: 'AddSchedule', scheduleId, name, plan: cron, now: addedAt }
const run = (now: number, byHand = false): ScheduleCommand => ({ type: 'RunSchedule', now, byHand })
const remove: ScheduleCommand = { type: 'RemoveSchedule', name }

describe('a schedule that nobody added', () => {
  it('is added', () => {
    given(schedule, [])
      .when(add)
      .then([added(cron)])
  })

  it.each([run(addedAt), remove])('cannot take $type', (command) => {
    given(schedule, []).when(command).thenAsserts()
  })

  it('stays unknown whatever else its stream says', () => {
    expect(given(schedule, [removed]).state()).toEqual({ status: 'unknown' })
  })
})

describe('a schedule in force', () => {
  const first = at('2026-03-09T06:00:00Z') // 07:00 in Paris

  it('is not added twice', () => {
    given(schedule, [added(cron)])
      .when(add)
      .thenRefused('SCHEDULE_EXISTS', { name })
  })

  it('does nothing before its first date, also where a date passed before it was added', () => {
    given(schedule, [added(cron)])
      .when(run(first - 1))
      .thenNothing()
  })

  it('runs at its date for the time since it was added', () => {
    given(schedule, [added(cron)])
      .when(run(first))
      .then([ran(first, addedAt, first)])
  })

  it('runs once for a date, however often somebody looks', () => {
    given(schedule, [added(cron), ran(first, addedAt, first + 5)])
      .when(run(first + 6))
      .thenNothing()
  })

  it('reports without a gap: a run’s time begins where the one before ended', () => {
    const next = at('2026-03-16T06:00:00Z')
    given(schedule, [added(cron), ran(first, addedAt, first + 5)])
      .when(run(next + 2))
      .then([ran(next, first + 5, next + 2)])
  })

  it('runs once after three weeks of downtime, for the newest date, and says two were missed', () => {
    const newest = at('2026-03-23T06:00:00Z')
    const up = newest + 3_600_000
    given(schedule, [added(cron)])
      .when(run(up))
      .then([ran(newest, addedAt, up, 2)])
  })

  it('runs by hand although nothing is due, with the moment of asking as its slot', () => {
    given(schedule, [added(cron)])
      .when(run(addedAt + 60_000, true))
      .then([ran(addedAt + 60_000, addedAt, addedAt + 60_000)])
  })

  it('runs by hand what is due under its own date', () => {
    given(schedule, [added(cron)])
      .when(run(first + 60_000, true))
      .then([ran(first, addedAt, first + 60_000)])
  })

  it('keeps its next date after a run by hand', () => {
    given(schedule, [added(cron), ran(first - 60_000, addedAt, first - 60_000)])
      .when(run(first))
      .then([ran(first, first - 60_000, first)])
  })

  it('does nothing when the clock was set back behind its last run', () => {
    given(schedule, [added(cron), ran(first, addedAt, first)])
      .when(run(first - 86_400_000))
      .thenNothing()
  })

  it('counts every so many seconds from when it was added', () => {
    given(schedule, [added(every)])
      .when(run(addedAt + 29_999))
      .thenNothing()
    given(schedule, [added(every)])
      .when(run(addedAt + 100_000))
      .then([ran(addedAt + 90_000, addedAt, addedAt + 100_000, 2)])
  })

  it('is removed', () => {
    given(schedule, [added(cron)])
      .when(remove)
      .then([removed])
  })
})

describe('a schedule that was removed', () => {
  const past = [added(cron), removed]

  it('never runs again, not even by hand', () => {
    given(schedule, past)
      .when(run(addedAt + 30 * 86_400_000))
      .thenNothing()
    given(schedule, past)
      .when(run(addedAt + 1, true))
      .thenNothing()
  })

  it('cannot be removed twice', () => {
    given(schedule, past).when(remove).thenRefused('SCHEDULE_UNKNOWN', { name })
  })

  it('comes back as a new one when its name is taken up again', () => {
    given(schedule, past)
      .when(add)
      .then([added(cron)])
    expect(given(schedule, [...past, added(cron)]).state()).toMatchObject({
      status: 'active',
      lastRun: null,
    })
  })
})
