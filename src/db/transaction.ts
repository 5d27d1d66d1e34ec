import { pause } from '../base/clock.ts'
import type { Database } from './database.ts'
import { isLockConflict } from './database-away.ts'

/** A deadlock is resolved by repeating; more often than this it is no coincidence. */
const MAX_ATTEMPTS = 5
const RETRY_MS = 20

/**
 * Runs `work` in one READ COMMITTED transaction; repeats it after a deadlock, so it must have no effect outside of `trx`.
 * Lock order: the log's head is always the last lock taken, so no append is made inside.
 */
export const inTransaction = async <Result>(
  db: Database,
  work: (trx: Database) => Promise<Result>,
): Promise<Result> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().setIsolationLevel('read committed').execute(work)
    } catch (thrown) {
      if (!isLockConflict(thrown) || attempt === MAX_ATTEMPTS) throw thrown
      await pause(RETRY_MS * attempt)
    }
  }
}
