import { type Clock, pause } from '../base/clock.ts'
import { failureOf } from '../base/failure.ts'
import type { Log } from '../base/log.ts'
import type { WantedJob } from './job.ts'
import type { Queues } from './queues.ts'
import { reconcileSchedulers, type WantedSchedule } from './schedulers.ts'

/** Whatever was lost between the log and Redis is found again within this time. */
const EVERY_MS = 30_000
/** How often the marker is looked for: an emptied Redis is filled again after this. */
const MARKER_MS = 1_000

/** The open work as the read tables know it; main brings the queries, because they belong to the slices. */
export type OpenWork = {
  readonly jobs: () => Promise<readonly WantedJob[]>
  readonly schedules: () => Promise<readonly WantedSchedule[]>
  /** Whatever else is kept up at the same pace: a sensor's heartbeat is not, partitions are. */
  readonly upkeep: () => Promise<void>
}

/** Derives the queues from the log again: at the start, every 30 s, when Redis turns out to be empty, and when asked. */
export class Reconciler {
  readonly #queues: Queues
  readonly #work: OpenWork
  readonly #clock: Clock
  readonly #log: Log
  #lastAt = 0

  constructor(queues: Queues, work: OpenWork, clock: Clock, log: Log) {
    this.#queues = queues
    this.#work = work
    this.#clock = clock
    this.#log = log
  }

  /** Runs once. With `promote`, jobs that a shutdown put off start at once. Returns how many jobs are open. */
  async reconcile(promote: boolean): Promise<number> {
    const jobs = await this.#work.jobs()
    for (const job of jobs) await this.#queues.renew(job, this.#clock.now(), promote)
    await reconcileSchedulers(this.#queues, await this.#work.schedules(), this.#clock.now())
    await this.#queues.remember(this.#clock.now())
    this.#lastAt = this.#clock.now()
    return jobs.length
  }

  /** Its failure keeps no job from its queue: a backup that is being read holds the tables' partitions as they are. */
  async #keepUp(): Promise<void> {
    await this.#work.upkeep().catch((thrown) => this.#log.warn({ err: thrown }, 'the upkeep waits'))
  }

  async run(signal: AbortSignal): Promise<void> {
    let first = true
    while (!signal.aborted) {
      try {
        const forgotten = await this.#queues.forgotten()
        if (forgotten && !first)
          this.#log.warn('redis was emptied, and its work is derived from the log')
        if (first || forgotten || this.#clock.now() - this.#lastAt >= EVERY_MS) {
          await this.#keepUp()
          await this.reconcile(first)
          first = false
        }
      } catch (thrown) {
        if (failureOf(thrown, 'REDIS_AWAY') === undefined) {
          this.#log.warn({ err: thrown }, 'the reconciliation waits')
        }
      }
      await pause(MARKER_MS, signal)
    }
  }
}
