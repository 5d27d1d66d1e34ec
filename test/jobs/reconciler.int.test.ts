import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { newId } from '../../src/base/ids.ts'
import { Queues, REPORT_QUEUE, Reconciler } from '../../src/jobs/index.ts'
import { openWork } from '../../src/open-work.ts'
import { requestCapture } from '../services/capture/captures.ts'
import { createTestRedis, type TestRedis } from '../support/test-database.ts'
import { eventually, log, type OpenVigie, openVigie } from '../workers/open-vigie.ts'

const MINUTE_MS = 60_000

let vigie: OpenVigie
let redis: TestRedis
let queues: Queues
let reconciler: Reconciler
let stop: (() => Promise<void>) | undefined
beforeAll(async () => {
  vigie = await openVigie()
  redis = await createTestRedis()
  queues = new Queues(redis.options, log)
  await queues.ready(5_000)
  reconciler = new Reconciler(
    queues,
    openWork(vigie.db, vigie.clock, vigie.upkeep),
    vigie.clock,
    log,
  )
})
afterEach(async () => {
  await stop?.()
  stop = undefined
})
afterAll(async () => {
  await queues.close()
  await redis.drop()
  await vigie.close()
})

const context = (commandId: string) => ({ commandId, actor: 'test', now: Date.now() })
const follow = () => {
  const ending = new AbortController()
  const running = reconciler.run(ending.signal)
  stop = async () => {
    ending.abort()
    await running
  }
}
const schedulers = async () =>
  (await queues.queue(REPORT_QUEUE).getJobSchedulers())
    .map(({ key }) => key.replace(/_\d+$/, ''))
    .sort()
/** The ids of all jobs that wait, now or for their time. */
const ids = async (queue: string) =>
  (await queues.queue(queue).getJobs(['waiting', 'delayed'])).map(({ id }) => id ?? '').sort()
const own = async () => (await ids(REPORT_QUEUE)).filter((id) => id.startsWith('produce-report'))

const addSchedule = async (
  name: string,
  timing: Parameters<OpenVigie['schedules']['add']>[1]['timing'],
  now = Date.now(),
) => {
  const plan = { timing, capture: null, report: 'newest' as const, recipients: [] }
  const { id } = await vigie.schedules.add(name, plan, { ...context(`add/${name}`), now })
  await vigie.settled()
  return id
}

it('brings all open work and every schedule back when Redis was emptied', async () => {
  const captureId = await requestCapture(vigie)
  const ended = newId()
  const endedReport = newId()
  await requestCapture(vigie, {
    captureId: ended,
    report: { reportId: endedReport, recipients: [] },
  })
  await vigie.captures.stop(ended, context('stop'))
  const requested = newId()
  const dueAt = Date.now() + MINUTE_MS
  const plan = { reportId: requested, scope: { kind: 'newest' as const }, dueAt, recipients: [] }
  await vigie.reports.request(plan, context('later'))
  const produced = newId()
  await vigie.reports.request({ ...plan, reportId: produced }, context('now'))
  await vigie.reports.produce(produced, 'key')
  const cron = await addSchedule('cron', { kind: 'cron', cron: '0 7 * * 1', timeZone: 'UTC' })
  const every = await addSchedule('every', { kind: 'every', seconds: 3_600 })
  follow()
  const holds = async () =>
    (await ids('capture@local')).join() === `capture-traffic_${captureId}` &&
    (await own()).join() ===
      [`produce-report_${endedReport}`, `produce-report_${requested}`].sort().join() &&
    (await ids('delivery')).join() === `deliver-report_${produced}_1` &&
    (await schedulers()).join() === [`schedule_${cron}`, `schedule_${every}`].sort().join()
  await eventually(holds)
  const job = await queues.queue(REPORT_QUEUE).getJob(`produce-report_${requested}`)
  expect(await job?.getState()).toBe('delayed') // not before its time

  await redis.drop()
  expect(await holds()).toBe(false)
  await eventually(holds, 5_000)
  await vigie.captures.stop(captureId, context('end'))
})

it('makes the schedulers those that are in force, and takes others away', async () => {
  const queue = queues.queue(REPORT_QUEUE)
  await queue.upsertJobScheduler('schedule_of-nobody', { every: MINUTE_MS }, { name: 'x' })
  const id = await addSchedule('short-lived', { kind: 'every', seconds: 60 })
  await reconciler.reconcile(false)
  expect(await schedulers()).toContain(`schedule_${id}`)
  expect(await schedulers()).not.toContain('schedule_of-nobody')
  await vigie.schedules.remove('short-lived', context('remove'))
  await vigie.settled()
  await reconciler.reconcile(false)
  expect(await schedulers()).not.toContain(`schedule_${id}`)
})

it('counts an interval from when its schedule was added, also after Redis was emptied', async () => {
  const anchor = Date.now() - 10 * 3_600_000 - 17 * MINUTE_MS - 123
  const seconds = 3_600
  const id = await addSchedule('anchored', { kind: 'every', seconds }, anchor)
  const nextAfterReset = async () => {
    await redis.drop()
    await reconciler.reconcile(false)
    const all = await queues.queue(REPORT_QUEUE).getJobSchedulers()
    return all.find(({ key }) => key.startsWith(`schedule_${id}_`))?.next ?? 0
  }
  const next = await nextAfterReset()
  expect((next - anchor) % (seconds * 1_000)).toBe(0)
  expect(next).toBeGreaterThan(Date.now())
  expect(next).toBeLessThanOrEqual(Date.now() + seconds * 1_000)
  expect(await nextAfterReset()).toBe(next)
})

it('keeps the times of a scheduler when it reconciles again', async () => {
  const before = await queues.queue(REPORT_QUEUE).getJobSchedulers()
  await reconciler.reconcile(false)
  await reconciler.reconcile(true)
  const after = await queues.queue(REPORT_QUEUE).getJobSchedulers()
  expect(after.map(({ key, next }) => [key, next])).toEqual(
    before.map(({ key, next }) => [key, next]),
  )
})

it('looks at once whether a schedule that Redis had lost is due, and once only', async () => {
  const id = await addSchedule('overdue', { kind: 'every', seconds: 3_600 }, Date.now() - 7_200_000)
  const looks = async () =>
    (await ids(REPORT_QUEUE)).filter((one) => one === `run-schedule_${id}`).length
  await redis.drop()
  await reconciler.reconcile(false)
  await reconciler.reconcile(false)
  expect(await looks()).toBe(1)
})

it('looks for a schedule in its own time zone', async () => {
  const cron = { kind: 'cron', cron: '30 6 * * *', timeZone: 'Asia/Kolkata' } as const
  const id = await addSchedule('kolkata', cron)
  await reconciler.reconcile(false)
  const all = await queues.queue(REPORT_QUEUE).getJobSchedulers()
  const next = all.find(({ key }) => key.startsWith(`schedule_${id}_`))?.next ?? 0
  expect(new Date(next).toISOString()).toContain('T01:00:00.000Z') // UTC is 5:30 behind
})
