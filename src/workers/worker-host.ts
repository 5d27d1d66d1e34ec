import { type Job, Worker } from 'bullmq'
import { assert } from '../base/assert.ts'
import { pause } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { QUEUE_PREFIX, type RedisAddress } from '../jobs/index.ts'
import type { Processor } from './processor.ts'

/**
 * A job of a worker that has not been heard of for this long is taken by another. Short, so that a capture whose daemon was killed goes on
 * within seconds; a main thread that stands still for longer than this has worse troubles. Renewed every half of it.
 */
const LOCK_MS = 10_000
const STALLED_CHECK_MS = 3_000
/** A capture whose worker died goes on as a new segment, three times in a row; after that the reconciler queues it anew. */
const MAX_STALLED = 3
/** How long a shutdown waits for jobs to close what they opened. */
const SHUTDOWN_MS = 25_000

export type QueueWork = {
  readonly queue: string
  /** Jobs at once. */
  readonly concurrency: number
  /** Jobs a minute, over all workers of this queue; undefined: as they come. */
  readonly perMinute?: number
  readonly processors: readonly Processor[]
}

/** Runs the workers of some queues, and ends them so that no job is lost or left hanging. */
export class WorkerHost {
  readonly #workers: Worker[]
  readonly #log: Log
  readonly #ending = new AbortController()

  constructor(redis: RedisAddress, work: readonly QueueWork[], log: Log) {
    this.#log = log
    this.#workers = work.map((one) => this.#start(redis, one))
  }

  /**
   * Takes no more jobs and tells the running ones to stop; each closes what it opened and is put off. The order matters: cancelled
   * before the worker is closing, a job would be taken again at once and the close would never end.
   */
  async close(): Promise<void> {
    const closing = this.#workers.map((worker) => worker.close())
    // Not `cancelAllJobs`: it knows nothing of a job that was fetched and has not begun, which would then run to its end.
    this.#ending.abort('shutdown')
    const closed = new AbortController() // a timer left behind would keep the process alive
    const inTime = await Promise.race([
      Promise.allSettled(closing).then(() => true),
      pause(SHUTDOWN_MS, closed.signal).then(() => false),
    ])
    closed.abort()
    if (inTime) return
    // A second `close(true)` would only wait for the first one.
    this.#log.warn('jobs did not end in time, and the next start closes what they left')
  }

  #start(redis: RedisAddress, { queue, concurrency, perMinute, processors }: QueueWork): Worker {
    // It takes three arguments, else BullMQ passes no signal.
    const run = (job: Job, token?: string, signal?: AbortSignal): Promise<void> => {
      const processor = processors.find((one) => one.job === job.name)
      assert(processor !== undefined, `there is a processor for job ${job.name}`)
      const { signal: ending } = this.#ending
      const either = signal === undefined ? ending : AbortSignal.any([signal, ending])
      return processor.process(job, token, either, this.#log)
    }
    const worker = new Worker(queue, run, {
      connection: { ...redis, maxRetriesPerRequest: null },
      prefix: QUEUE_PREFIX,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED,
      ...(perMinute === undefined ? {} : { limiter: { max: perMinute, duration: 60_000 } }),
    })
    worker.on('error', (thrown) => this.#log.debug({ queue, err: thrown }, 'a worker failed'))
    worker.on('lockRenewalFailed', (ids) => {
      // Somebody else may hold the job by now: stop writing, its next run goes on.
      this.#log.warn({ queue, jobIds: ids }, 'the locks of these jobs were lost')
      for (const id of ids) worker.cancelJob(id, 'lock lost')
    })
    return worker
  }
}
