import { Queue, Worker } from 'bullmq'
import { z } from 'zod'
import { newId } from '../src/base/ids.ts'
import { Queues, type RedisAddress } from '../src/jobs/index.ts'
import { defineJob, wanted } from '../src/jobs/job.ts'
import { WorkerHost } from '../src/workers/index.ts'
import { processor } from '../src/workers/processor.ts'
import { startTestStack } from '../test/support/stack.ts'
import type { Bench } from './figure.ts'
import { silent } from './opened-log.ts'
import { inTurns, quantile } from './spread.ts'

const ROUNDS = 7
const SHORT_ROUNDS = 2
/** Jobs of one round, asked for one after the other: each waits until the one before has begun. */
const SINGLE_JOBS = 200
/** Jobs of one round, asked for all at once. */
const CROWD_JOBS = 1_000
const SHORT_SHARE = 10
/** Jobs that a worker runs at once, on both sides. */
const CONCURRENCY = 8

/** Both sides of the comparison: ask for a job, and hear when one begins. */
type Side = {
  readonly add: (id: string) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Jobs through Vigie's contracts, queues and workers, beside bare BullMQ on the same Redis. */
export const queueBench: Bench = {
  name: 'queue',
  title: 'jobs, beside bare BullMQ on the same Redis',
  run: async ({ short, progress }) => {
    const servers = await startTestStack()
    const { redis } = servers.stack
    const begun = new Map<string, () => void>()
    const begins = (id: string) => begun.get(id)?.()
    const sides = { vigie: await vigieSide(redis, begins), bare: bareSide(redis, begins) }
    const rounds = short ? SHORT_ROUNDS : ROUNDS
    const share = short ? SHORT_SHARE : 1
    try {
      progress('one job at a time')
      const single = async ({ add }: Side) => {
        const waits: number[] = []
        for (let job = 0; job < SINGLE_JOBS / share; job++) waits.push(await untilBegun(add, begun))
        return quantile(
          waits.sort((one, other) => one - other),
          0.5,
        )
      }
      const first = await inTurns(rounds, {
        vigie: () => single(sides.vigie),
        bare: () => single(sides.bare),
      })
      progress('many jobs at once')
      const crowd = async ({ add }: Side) => {
        const count = CROWD_JOBS / share
        const from = performance.now()
        await Promise.all(Array.from({ length: count }, () => untilBegun(add, begun)))
        return (count * 1_000) / (performance.now() - from)
      }
      const many = await inTurns(rounds, {
        vigie: () => crowd(sides.vigie),
        bare: () => crowd(sides.bare),
      })
      return {
        figures: [
          {
            what: 'from add to begin',
            unit: 'ms',
            vigie: first.vigie,
            beside: { name: 'BullMQ', spread: first.bare },
          },
          {
            what: `throughput, ${CONCURRENCY} at once`,
            unit: 'jobs/s',
            vigie: many.vigie,
            beside: { name: 'BullMQ', spread: many.bare },
          },
        ],
        notes: [],
      }
    } finally {
      await Promise.all([sides.vigie.close(), sides.bare.close()])
      await servers.cleanUp()
    }
  },
}

/** Asks for a job and returns the ms until its processor has begun. */
const untilBegun = (add: Side['add'], begun: Map<string, () => void>): Promise<number> =>
  new Promise((resolve, reject) => {
    const id = newId()
    const from = performance.now()
    begun.set(id, () => {
      begun.delete(id)
      resolve(performance.now() - from)
    })
    add(id).catch(reject)
  })

const measureJob = defineJob({
  name: 'measure',
  schema: z.object({ id: z.string() }),
  queue: () => 'bench',
  key: ({ id }) => id,
  attempts: 5,
  backoffMs: 1_000,
})

const vigieSide = async (redis: RedisAddress, begins: (id: string) => void): Promise<Side> => {
  const queues = new Queues(redis, silent)
  await queues.ready(10_000)
  const measure = processor(measureJob, { work: async ({ id }) => begins(id) })
  const work = { queue: 'bench', concurrency: CONCURRENCY, processors: [measure] }
  const workers = new WorkerHost(redis, [work], silent)
  return {
    add: (id) => queues.add(wanted(measureJob, { id }), Date.now()),
    close: async () => {
      await workers.close()
      await queues.close()
    },
  }
}

const bareSide = (redis: RedisAddress, begins: (id: string) => void): Side => {
  const connection = { ...redis, maxRetriesPerRequest: null }
  const queue = new Queue('bare', { connection })
  const worker = new Worker('bare', async (job) => begins(job.data.id), {
    connection,
    concurrency: CONCURRENCY,
  })
  return {
    add: (id) => queue.add('measure', { id }),
    close: async () => {
      await worker.close()
      await queue.close()
    },
  }
}
