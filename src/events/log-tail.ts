import { pause } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { isDatabaseAway } from '../db/database-away.ts'
import { FollowerTurns } from './follower-turns.ts'
import type { LogReader } from './log-reader.ts'

/** How often the head is looked at. MySQL cannot notify; another process's append is seen after this at the latest. */
const POLL_MS = 250
/** While the database is away it is asked less often. */
const AWAY_POLL_MS = 1_000

/**
 * Watches the head of the log for everything in this process that follows it, so that ten followers cost one query. An append of
 * this process wakes them at once (`advanceTo`).
 */
export class LogTail {
  /** Who of the followers goes on. */
  readonly turns = new FollowerTurns()
  readonly #reader: LogReader
  readonly #log: Log
  readonly #stop = new AbortController()
  readonly #waiters = new Set<() => void>()
  #head = 0
  #polling: Promise<void> | undefined

  constructor(reader: LogReader, log: Log) {
    this.#reader = reader
    this.#log = log
  }

  start(): void {
    this.#polling ??= this.#poll()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#polling
    this.wake()
  }

  /** Says that the log reaches to `position` now. */
  advanceTo(position: number): void {
    if (position <= this.#head) return
    this.#head = position
    this.wake()
  }

  /** Resolves once the log goes beyond `position`, after `timeoutMs`, or when `signal` aborts. */
  async beyond(position: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#head > position || signal.aborted || this.#stop.signal.aborted) return
    const woken = new AbortController()
    const wake = () => woken.abort()
    this.#waiters.add(wake)
    try {
      await pause(timeoutMs, AbortSignal.any([signal, woken.signal]))
    } finally {
      this.#waiters.delete(wake)
    }
  }

  /** Lets everything that waits look again now. */
  wake(): void {
    for (const waiter of [...this.#waiters]) waiter()
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        this.advanceTo(await this.#reader.headPosition())
        await pause(POLL_MS, signal)
      } catch (thrown) {
        if (!isDatabaseAway(thrown))
          this.#log.error({ err: thrown }, 'the head of the log cannot be read')
        await pause(AWAY_POLL_MS, signal)
      }
    }
  }
}
