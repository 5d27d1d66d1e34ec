import { DelayedError, type Job, UnrecoverableError } from 'bullmq'
import { Failure, failureOf, reasonOf } from '../base/failure.ts'
import type { Log } from '../base/log.ts'
import { isDatabaseAway } from '../events/index.ts'
import type { JobContract } from '../jobs/index.ts'

/** How long a job waits when the database is away, or a run that it joined had lost its lock. Its attempts are for faults of its own. */
const SHORT_PAUSE_MS = 3_000
/** A job that a shutdown puts off is promoted at the next start; this only bounds how long it could be forgotten. */
const SHUTDOWN_PAUSE_MS = 24 * 3_600_000

export type JobContext = {
  /** The same for every attempt, also after Redis was emptied: commands derive their ids from it. */
  readonly jobKey: string
  /** Aborts with 'shutdown' when Vigie stops, and when the job's lock is lost. */
  readonly signal: AbortSignal
}

export type JobHandler<Data> = {
  /** Does the work. Returns 'shutdown' where Vigie stops first and it is to go on later; whatever else it returns, it is done. */
  readonly work: (data: Data, context: JobContext) => Promise<unknown>
  /** Records that the work cannot be done, after the last attempt. Left out where there is nothing to record. */
  readonly giveUp?: (data: Data, failure: Failure, context: JobContext) => Promise<void>
}

/** How the jobs of one name are done. */
export type Processor = {
  readonly job: string
  readonly process: (
    job: Job,
    token: string | undefined,
    signal: AbortSignal,
    log: Log,
  ) => Promise<void>
}

/** Parses the data, does the work, and maps what went wrong: put off, tried again, or given up with an event that says so. */
export const processor = <Data>(
  contract: JobContract<Data>,
  handler: JobHandler<Data>,
): Processor => ({
  job: contract.name,
  process: async (job, token, signal, log) => {
    const data = contract.schema.parse(job.data)
    const jobKey = `${contract.queue(data)}/${contract.name}_${contract.key(data)}`
    const context: JobContext = { jobKey, signal }
    try {
      if ((await handler.work(data, context)) === 'shutdown') {
        const isShutdown = signal.reason === 'shutdown'
        await putOff(job, token, isShutdown ? SHUTDOWN_PAUSE_MS : SHORT_PAUSE_MS)
      }
    } catch (thrown) {
      if (thrown instanceof DelayedError) throw thrown
      if (isDatabaseAway(thrown)) await putOff(job, token, SHORT_PAUSE_MS)
      const failure = failureOf(thrown)
      const final = isFinal(failure) || job.attemptsMade + 1 >= contract.attempts
      log[final ? 'error' : 'warn']({ jobId: job.id, final, err: thrown }, 'a job failed')
      if (!final) throw thrown
      await handler
        .giveUp?.(data, failure ?? internal(thrown, job), context)
        .catch(async (again: unknown) => {
          if (isDatabaseAway(again)) await putOff(job, token, SHORT_PAUSE_MS)
          throw again
        })
      throw new UnrecoverableError(reasonOf(thrown))
    }
  },
})

/** Asking again would give the same answer. */
const isFinal = (failure: Failure | undefined): boolean =>
  failure !== undefined && (failure.exitStatus === 2 || failure.code === 'MAIL_REFUSED')

const internal = (thrown: unknown, job: Job): Failure =>
  new Failure('INTERNAL', { reason: reasonOf(thrown), reference: job.id ?? '' }, { cause: thrown })

const putOff = async (job: Job, token: string | undefined, ms: number): Promise<never> => {
  await job.moveToDelayed(Date.now() + ms, token)
  throw new DelayedError()
}
