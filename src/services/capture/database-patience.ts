import { pause } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { isDatabaseAway } from '../../db/database-away.ts'

/** While the database is away, the end of a segment waits for it; asked this often. */
const RETRY_MS = 1_000

/** Repeats `work` until the database answers, or `signal` aborts: for figures that exist nowhere else. */
export const untilDatabaseAnswers = async <Result>(
  work: () => Promise<Result>,
  log: Log,
  signal?: AbortSignal,
): Promise<Result> => {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!isDatabaseAway(thrown) || signal?.aborted) throw thrown
      log.warn('the end of a segment waits for the database')
      await pause(RETRY_MS, signal)
    }
  }
}
