import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import { newId } from '../../src/base/ids.ts'
import { captureTraffic, QUEUE_PREFIX, Queues, wanted } from '../../src/jobs/index.ts'
import { type JobContext, processor } from '../../src/workers/processor.ts'
import { WorkerHost } from '../../src/workers/worker-host.ts'
import { createTestRedis, type TestRedis } from '../support/test-database.ts'
import { eventually, log } from './open-vigie.ts'

/** A job that has just been fetched, and has not begun, is met in a few of a hundred shutdowns. */
const TIMES = 25
/** A lock is renewed after half of its time, which is when its loss is noticed; that is well below this. */
const LOSS_NOTICED_MS = 40_000

let redis: TestRedis
let queues: Queues
beforeAll(async () => {
  redis = await createTestRedis()
  queues = new Queues(redis.options, log)
  await queues.ready(5_000)
})
afterAll(async () => {
  await queues.close()
  await redis.drop()
})

/** Jobs of one sensor that run until they are told to end. */
const sensorJobs = (count: number) => {
  const sensor = newId()
  const jobs = Array.from({ length: count }, () =>
    wanted(captureTraffic, { captureId: newId(), sensor }),
  )
  const queue = jobs[0]?.queue ?? ''
  const states = () => Promise.all(jobs.map(({ id }) => queues.queue(queue).getJobState(id)))
  const all = (state: string) =>
    eventually(async () => (await states()).every((one) => one === state))
  return { jobs, queue, all, states }
}

const hostOf = (queue: string, work: (context: JobContext) => Promise<'shutdown' | undefined>) =>
  new WorkerHost(
    redis.options,
    [
      {
        queue,
        concurrency: 4,
        processors: [processor(captureTraffic, { work: (_, context) => work(context) })],
      },
    ],
    log,
  )

/** Runs until it is stopped, and then needs a moment to close what it opened. */
const untilStopped = async ({ signal }: JobContext): Promise<'shutdown'> => {
  await pause(3_600_000, signal)
  await pause(50)
  return 'shutdown'
}

describe('a shutdown', () => {
  it.each(Array.from({ length: TIMES }, (_, time) => time + 1))(
    'puts running jobs off and ends at once, time %i',
    async () => {
      const { jobs, queue, all, states } = sensorJobs(3)
      const host = hostOf(queue, untilStopped)
      for (const job of jobs) await queues.add(job, Date.now())
      await all('active')
      const started = performance.now()
      await host.close()
      expect(performance.now() - started).toBeLessThan(5_000)
      expect(await states()).toEqual(['delayed', 'delayed', 'delayed'])

      for (const job of jobs) await queues.renew(job, Date.now(), true) // the next start
      const attempts: number[] = []
      const next = hostOf(queue, async () => undefined)
      await all('completed')
      for (const { id } of jobs) {
        attempts.push((await queues.queue(queue).getJob(id))?.attemptsMade ?? -1)
      }
      expect(attempts).toEqual([1, 1, 1]) // the one that was put off did not count
      await next.close()
    },
  )

  it('leaves jobs that nobody has begun where they are', async () => {
    const { jobs, queue, states, all } = sensorJobs(6)
    const host = hostOf(queue, untilStopped)
    for (const job of jobs) await queues.add(job, Date.now())
    await eventually(async () => (await states()).filter((one) => one === 'active').length === 4)
    await host.close()
    expect((await states()).sort()).toEqual([...Array(4).fill('delayed'), 'waiting', 'waiting'])
    for (const job of jobs) await queues.renew(job, Date.now(), true)
    const next = hostOf(queue, async () => undefined)
    await all('completed')
    await next.close()
  })

  it('is quick where nothing runs', async () => {
    const { queue } = sensorJobs(1)
    const host = hostOf(queue, untilStopped)
    await pause(50)
    const started = performance.now()
    await host.close()
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('a job whose lock is lost', () => {
  it('is told to end, because somebody else may run it by now', async () => {
    const { jobs, queue, all } = sensorJobs(1)
    let reason: unknown
    const host = hostOf(queue, async ({ signal }) => {
      await pause(3_600_000, signal)
      reason = signal.reason
      return 'shutdown'
    })
    const [job] = jobs
    if (job === undefined) throw new Error('no job')
    await queues.add(job, Date.now())
    await all('active')
    const client = new Redis(redis.options)
    expect(await client.del(`${QUEUE_PREFIX}:${queue}:${job.id}:lock`)).toBe(1)
    client.disconnect()
    await eventually(() => reason !== undefined, LOSS_NOTICED_MS)
    expect(reason).not.toBe('shutdown')
    await host.close()
  })
})
