import { BackOff } from '../base/back-off.ts'
import { failureOf, reasonOf } from '../base/failure.ts'
import type { Log } from '../base/log.ts'
import { isDatabaseAway, isLockConflict } from '../db/database-away.ts'
import type { LogTail } from './log-tail.ts'

/** A follower that heard of nothing looks by itself after this, whatever the tail says. */
const IDLE_MS = 5_000
const RETRY_MS_MIN = 250
const RETRY_MS_MAX = 10_000

const isServerAway = (thrown: unknown): boolean =>
  isDatabaseAway(thrown) || isLockConflict(thrown) || failureOf(thrown, 'REDIS_AWAY') !== undefined

/** One step of something that follows the log. */
export type FollowStep = {
  readonly name: string
  /** Handles what comes next and returns how far it is now. Throws what the world did to it. */
  readonly step: () => Promise<number>
  /** Told of a failure that is not the absence of a server, before the step is repeated after a pause. */
  readonly failed?: (reason: string) => Promise<void>
}

/**
 * The loop that all followers of the log share: step until nothing is left, wait for the tail, again. While the database is away it
 * waits with back-off; any other failure is logged, told, and tried again with the same back-off.
 */
export const follow = async (
  { name, step, failed }: FollowStep,
  tail: LogTail,
  log: Log,
  signal: AbortSignal,
): Promise<void> => {
  let at = -1
  const backOff = new BackOff(RETRY_MS_MIN, RETRY_MS_MAX)
  const turns = tail.turns.begin(name)
  while (!signal.aborted) {
    try {
      const next = await step()
      backOff.reset()
      turns.turned()
      if (next === at) await tail.beyond(at, IDLE_MS, signal)
      at = next
    } catch (thrown) {
      turns.turned()
      if (!isServerAway(thrown)) {
        log.error({ follower: name, err: thrown }, 'a follower of the log failed')
        await failed?.(reasonOf(thrown)).catch((err: unknown) =>
          log.error({ follower: name, err }, 'a failure of a follower is not recorded'),
        )
      }
      await backOff.pause(signal)
    }
  }
  turns.ended()
}
