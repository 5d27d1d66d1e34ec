import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { pause } from '../base/clock.ts'
import { Failure, reasonOf } from '../base/failure.ts'
import type { Log } from '../base/log.ts'
import { MAX_JOB_BYTES, type WantedJob } from './job.ts'
import type { RedisAddress } from './redis-address.ts'

/** Keeps all keys in one slot, so that Redis Cluster can be used. */
export const QUEUE_PREFIX = '{vigie}'

/** Present as long as Redis remembers us. Gone: it was emptied, and the work is derived anew from the log. */
const MARKER_KEY = `${QUEUE_PREFIX}:marker`

/** What is done stays visible for a day, what failed for a week; BullMQ wants seconds. */
const KEEP_DONE = { age: 86_400, count: 1_000 }
const KEEP_FAILED = { age: 7 * 86_400, count: 1_000 }

const RECONNECT_MS_MAX = 2_000
/** How often a start looks whether Redis answers yet. */
const PING_EVERY_MS = 100

export type QueueCounts = {
  readonly name: string
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
}

/** The queues as producers see them: they fail at once while Redis is away, so that nobody waits in front of a socket. */
export class Queues {
  readonly #redis: Redis
  readonly #queues = new Map<string, Queue>()

  constructor(options: RedisAddress, log: Log) {
    this.#redis = new Redis({
      ...options,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), RECONNECT_MS_MAX),
    })
    let away = false
    this.#redis.on('ready', () => {
      if (away) log.info('redis is back')
      away = false
    })
    this.#redis.on('error', (thrown) => {
      if (!away) log.warn({ err: thrown }, 'redis is away')
      away = true
    })
  }

  /** Throws REDIS_AWAY where Redis does not answer within `timeoutMs`. */
  async ready(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs // a machine that starts may set its clock meanwhile
    for (;;) {
      try {
        await this.#redis.ping()
        return
      } catch (thrown) {
        if (performance.now() >= deadline) throw this.#away(thrown)
        await pause(PING_EVERY_MS)
      }
    }
  }

  /** The queue of this name. Bull Board shows it too. */
  queue(name: string): Queue {
    const known = this.#queues.get(name)
    if (known !== undefined) return known
    const queue = new Queue(name, { connection: this.#redis, prefix: QUEUE_PREFIX })
    queue.on('error', () => {}) // said once, by the connection's own listener
    this.#queues.set(name, queue)
    return queue
  }

  get names(): readonly string[] {
    return [...this.#queues.keys()].sort()
  }

  /** Queues a job; one that is there already, waiting or done, is left as it is. Throws REDIS_AWAY. */
  async add(job: WantedJob, now: number): Promise<void> {
    await this.guard(() =>
      this.queue(job.queue).add(job.name, job.data, {
        jobId: job.id,
        delay: Math.max(0, job.notBefore - now),
        attempts: job.attempts,
        backoff: { type: 'exponential', delay: job.backoffMs, jitter: 0.5 },
        removeOnComplete: KEEP_DONE,
        removeOnFail: KEEP_FAILED,
        sizeLimit: MAX_JOB_BYTES,
      }),
    )
  }

  /**
   * Queues a job that the log says is still open. One that failed, or is done without having ended its work, would make the new one a
   * silent no-op, so it is removed first. With `promote` one that was put off is started at once. Throws REDIS_AWAY.
   */
  async renew(job: WantedJob, now: number, promote: boolean): Promise<void> {
    await this.guard(async () => {
      const there = await this.queue(job.queue).getJob(job.id)
      const state = await there?.getState()
      if (state === 'failed' || state === 'completed') await there?.remove()
      if (state === 'delayed' && promote && job.notBefore <= now) await there?.promote()
    })
    await this.add(job, now)
  }

  /** Starts at once what a shutdown put off in this queue. Throws REDIS_AWAY. */
  async resume(name: string): Promise<void> {
    await this.guard(() => this.queue(name).promoteJobs())
  }

  /** How many jobs each queue has. Throws REDIS_AWAY. */
  counts(): Promise<QueueCounts[]> {
    return this.guard(() =>
      Promise.all(
        this.names.map(async (name) => {
          const counts = await this.queue(name).getJobCounts(
            'waiting',
            'active',
            'delayed',
            'failed',
          )
          const of = (state: string) => counts[state] ?? 0
          return {
            name,
            waiting: of('waiting'),
            active: of('active'),
            delayed: of('delayed'),
            failed: of('failed'),
          }
        }),
      ),
    )
  }

  /** Whether Redis has forgotten us since the last `remember`. Throws REDIS_AWAY. */
  async forgotten(): Promise<boolean> {
    return (await this.guard(() => this.#redis.get(MARKER_KEY))) === null
  }

  async remember(now: number): Promise<void> {
    await this.guard(() => this.#redis.set(MARKER_KEY, String(now)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close().catch(() => {})))
    this.#redis.disconnect()
  }

  /** Runs `work` and turns what the connection throws into REDIS_AWAY. */
  async guard<Result>(work: () => Promise<Result>): Promise<Result> {
    // A queue that is used for the first time would wait for Redis, without end and deaf to a shutdown.
    if (this.#redis.status !== 'ready') throw this.#away(new Error('not connected'))
    try {
      return await work()
    } catch (thrown) {
      if (this.#redis.status !== 'ready' || isConnectionError(thrown)) throw this.#away(thrown)
      throw thrown
    }
  }

  #away(thrown: unknown): Failure {
    const { path, host, port } = this.#redis.options
    const address = path ?? `${host}:${port}`
    return new Failure('REDIS_AWAY', { address, reason: reasonOf(thrown) }, { cause: thrown })
  }
}

const isConnectionError = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  /ECONN|ENOENT|EPIPE|Connection is closed|writeable|MaxRetries|LOADING|MISCONF/.test(
    `${thrown.name} ${thrown.message}`,
  )
