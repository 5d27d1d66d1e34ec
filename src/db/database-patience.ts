import { pause } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { isDatabaseAway } from './database-away.ts'

/** How often the database is asked again. */
const RETRY_MS = 1_000

/**
 * Repeats `work` until the database answers, or `signal` aborts: for what exists nowhere else, or was done already and cannot be undone.
 * `what` it is stands in the log.
 */
export const untilDatabaseAnswers = async <Result>(
  what: string,
  work: () => Promise<Result>,
  log: Log,
  signal?: AbortSignal,
): Promise<Result> => {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!isDatabaseAway(thrown) || signal?.aborted) throw thrown
      log.warn({ what }, 'the database is waited for')
      await pause(RETRY_MS, signal)
    }
  }
}
