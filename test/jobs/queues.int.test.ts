import { type Job, Worker } from 'bullmq'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/base/ids.ts'
import {
  captureTraffic,
  QUEUE_PREFIX,
  Queues,
  type WantedJob,
  wanted,
} from '../../src/jobs/index.ts'
import { reconcileSchedulers } from '../../src/jobs/schedulers.ts'
import { createTestRedis, type TestRedis } from '../support/test-database.ts'
import { eventually, log } from '../workers/open-vigie.ts'
import { startProxy } from '../workers/socket-proxy.ts'

let redis: TestRedis
let queues: Queues
let workers: Worker[] = []
beforeAll(async () => {
  redis = await createTestRedis()
  queues = new Queues(redis.options, log)
  await queues.ready(5_000)
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  workers = []
})
afterAll(async () => {
  await queues.close()
  await redis.drop()
})

/** A job in a queue of its own. */
const job = (change: Partial<WantedJob> = {}): WantedJob => ({
  ...wanted(captureTraffic, { captureId: newId(), sensor: newId() }),
  ...change,
})
const work = ({ queue }: WantedJob, process: (job: Job) => Promise<void>): Worker => {
  const worker = new Worker(queue, process, {
    connection: { ...redis.options, maxRetriesPerRequest: null },
    prefix: QUEUE_PREFIX,
  })
  workers.push(worker)
  return worker
}
const stateOf = ({ queue, id }: WantedJob) => queues.queue(queue).getJobState(id)
const reaches = (one: WantedJob, state: string) =>
  eventually(async () => (await stateOf(one)) === state)
const count = async (one: WantedJob) => (await queues.queue(one.queue).getJobs()).length

describe('renewing a job that the log says is open', () => {
  it('adds it where it is missing, and leaves one that waits as it is', async () => {
    const one = job()
    await queues.renew(one, 0, false)
    await queues.renew(one, 0, true)
    expect(await stateOf(one)).toBe('waiting')
    expect(await count(one)).toBe(1)
  })

  it.each([
    ['failed', 1],
    ['completed', 0],
  ] as const)('runs one that has %s once more', async (state, failures) => {
    const one = job({ attempts: 1 })
    let runs = 0
    work(one, async () => {
      if (runs++ < failures) throw new Error('on purpose')
    })
    await queues.add(one, 0)
    await reaches(one, state)
    await queues.add(one, 0) // is silently ignored while the job is kept
    await queues.renew(one, 0, false)
    await eventually(async () => runs === 2 && (await stateOf(one)) === 'completed')
    expect(await count(one)).toBe(1)
  })

  it('starts one that was put off at once when asked to promote, and not otherwise', async () => {
    const one = job()
    const now = Date.now()
    await queues.add({ ...one, notBefore: now + 60_000 }, now)
    await queues.renew(one, now, false)
    expect(await stateOf(one)).toBe('delayed')
    await queues.renew(one, now, true)
    expect(await stateOf(one)).toBe('waiting')
  })

  it('does not start one before its time', async () => {
    const one = job({ notBefore: Date.now() + 60_000 })
    await queues.add(one, Date.now())
    await queues.renew(one, Date.now(), true)
    expect(await stateOf(one)).toBe('delayed')
  })

  it('leaves one that runs alone', async () => {
    const one = job()
    let runs = 0
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    work(one, async () => {
      runs++
      await finished
    })
    await queues.add(one, 0)
    await reaches(one, 'active')
    await queues.renew(one, 0, true)
    expect(await stateOf(one)).toBe('active')
    finish()
    await reaches(one, 'completed')
    expect(runs).toBe(1)
  })
})

describe('the queues', () => {
  it('count what waits, runs, is put off and has failed', async () => {
    const one = job()
    await queues.add(one, 0)
    await queues.add({ ...one, id: 'later', notBefore: Date.now() + 60_000 }, Date.now())
    const counts = (await queues.counts()).find(({ name }) => name === one.queue)
    expect(counts).toEqual({ name: one.queue, waiting: 1, active: 0, delayed: 1, failed: 0 })
  })

  it('take no job that is larger than ids', async () => {
    const large = job({ data: { text: 'x'.repeat(5_000) } })
    await expect(queues.add(large, 0)).rejects.toThrow(/size/i)
  })

  it('notice that Redis has forgotten them', async () => {
    await queues.remember(0)
    expect(await queues.forgotten()).toBe(false)
    await redis.drop()
    expect(await queues.forgotten()).toBe(true)
  })

  it('fail at once while Redis is away, and work again when it is back', async () => {
    const proxy = await startProxy(redis.options.path ?? '')
    const far = new Queues({ path: proxy.path, db: redis.options.db }, log)
    const away = { code: 'REDIS_AWAY', exitStatus: 1, values: { address: proxy.path } }
    await far.ready(5_000)
    const [before, after] = [job(), job()]
    await far.add(before, 0)
    proxy.cut()
    await eventually(() =>
      far
        .forgotten()
        .then(() => false)
        .catch(() => true),
    )
    await expect(far.add({ ...before, id: 'known-queue' }, 0)).rejects.toMatchObject(away)
    await expect(far.add(after, 0)).rejects.toMatchObject(away) // a queue that was never used
    await expect(far.renew(before, 0, true)).rejects.toMatchObject(away)
    await expect(far.counts()).rejects.toMatchObject(away)
    await expect(reconcileSchedulers(far, [], 0)).rejects.toMatchObject(away)
    await proxy.mend()
    await far.ready(10_000)
    await far.add(after, 0)
    expect(await stateOf(after)).toBe('waiting')
    await far.close()
    await proxy.cleanUp()
  })
})
