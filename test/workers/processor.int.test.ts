import type { Job } from 'bullmq'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../src/base/failure.ts'
import { newId } from '../../src/base/ids.ts'
import { type JobContract, Queues, wanted } from '../../src/jobs/index.ts'
import { type JobContext, processor } from '../../src/workers/processor.ts'
import { WorkerHost } from '../../src/workers/worker-host.ts'
import { createTestRedis, type TestRedis } from '../support/test-database.ts'
import { eventually, log } from './open-vigie.ts'

let redis: TestRedis
let queues: Queues
let host: WorkerHost | undefined
beforeAll(async () => {
  redis = await createTestRedis()
  queues = new Queues(redis.options, log)
  await queues.ready(5_000)
})
afterEach(async () => {
  await host?.close()
  host = undefined
})
afterAll(async () => {
  await queues.close()
  await redis.drop()
})

type Data = { readonly what: string }

/** A job of its own queue, and how it went. */
const run = async (
  work: (data: Data, context: JobContext) => Promise<'shutdown' | undefined>,
  change: { readonly data?: unknown; readonly giveUp?: () => Promise<void> } = {},
) => {
  const queue = newId()
  const contract: JobContract<Data> = {
    name: 'probe',
    schema: z.object({ what: z.string() }),
    queue: () => queue,
    key: ({ what }) => what,
    attempts: 3,
    backoffMs: 10,
  }
  const runs: JobContext[] = []
  const givenUp: Failure[] = []
  const handler = {
    work: (data: Data, context: JobContext) => {
      runs.push(context)
      return work(data, context)
    },
    giveUp: async (_: Data, failure: Failure) => {
      givenUp.push(failure)
      await change.giveUp?.()
    },
  }
  host = new WorkerHost(
    redis.options,
    [{ queue, concurrency: 1, processors: [processor(contract, handler)] }],
    log,
  )
  const one = wanted(contract, { what: 'x' })
  await queues.add({ ...one, data: change.data ?? one.data }, Date.now())
  const job = async () => (await queues.queue(queue).getJob(one.id)) as Job
  const ends = (state: string) => eventually(async () => (await (await job()).getState()) === state)
  return { runs, givenUp, job, ends, queue }
}

const world = () =>
  new Failure('MAIL_DEFERRED', { server: 's', recipients: 'r', report: 'x', reason: 'busy' })
const refusalOf = () =>
  new Failure('INTERFACE_UNKNOWN', { interface: 'eth9', sensor: 'local', known: 'lo' })
const away = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })

describe('a job', () => {
  it('is tried once where it is refused, and given up with the reason', async () => {
    const refusal = refusalOf()
    const { runs, givenUp, job, ends } = await run(() => Promise.reject(refusal))
    await ends('failed')
    expect(runs).toHaveLength(1)
    expect(givenUp).toEqual([refusal])
    expect((await job()).failedReason).toBe(refusal.message)
  })

  it('is tried again after growing pauses where the world fails it, then given up once', async () => {
    const { runs, givenUp, ends } = await run(() => Promise.reject(world()))
    await ends('failed')
    expect(runs).toHaveLength(3)
    expect(givenUp.map(({ code }) => code)).toEqual(['MAIL_DEFERRED'])
    expect(new Set(runs.map(({ jobKey }) => jobKey)).size).toBe(1)
  })

  it('is given up as an internal failure where our own code is at fault', async () => {
    const { givenUp, ends } = await run(() => Promise.reject(new TypeError('x is not a function')))
    await ends('failed')
    expect(givenUp[0]).toMatchObject({
      code: 'INTERNAL',
      values: { reason: 'x is not a function' },
    })
  })

  it('is done after a failure that passed', async () => {
    let failures = 0
    const { runs, givenUp, ends } = await run(async () => {
      if (failures++ === 0) throw world()
      return undefined
    })
    await ends('completed')
    expect(runs).toHaveLength(2)
    expect(givenUp).toEqual([])
  })

  it('is put off without losing an attempt while the database is away', async () => {
    let failures = 0
    const { runs, givenUp, job, ends } = await run(async () => {
      if (failures++ < 5) throw away()
      return undefined
    })
    for (let round = 0; round < 5; round++) {
      await ends('delayed')
      expect((await job()).attemptsMade).toBe(0)
      await (await job()).promote()
    }
    await ends('completed')
    expect(runs).toHaveLength(6)
    expect(givenUp).toEqual([])
  })

  it('is put off where the database goes away before it can be given up', async () => {
    let failures = 0
    const { givenUp, job, ends } = await run(() => Promise.reject(refusalOf()), {
      giveUp: () => (failures++ === 0 ? Promise.reject(away()) : Promise.resolve()),
    })
    await ends('delayed')
    await (await job()).promote()
    await ends('failed')
    expect(givenUp).toHaveLength(2)
  })

  it('that carries something else than its contract says does no work', async () => {
    const { runs, ends } = await run(async () => undefined, { data: { what: 7 } })
    await ends('failed')
    expect(runs).toHaveLength(0)
  })

  it('that nobody knows fails and leaves the others alone', async () => {
    const { queue, ends, runs } = await run(async () => undefined)
    await ends('completed')
    const unknown = {
      name: 'unknown',
      queue,
      id: 'u',
      data: {},
      notBefore: 0,
      attempts: 1,
      backoffMs: 1,
    }
    await queues.add(unknown, 0)
    await eventually(async () => (await queues.queue(queue).getJobState('u')) === 'failed')
    expect(runs).toHaveLength(1)
  })
})
