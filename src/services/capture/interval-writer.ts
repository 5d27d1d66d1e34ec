import { pause } from '../../base/clock.ts'
import { reasonOf } from '../../base/failure.ts'
import type { Log } from '../../base/log.ts'
import type { Database } from '../../db/database.ts'
import { type Interval, type SegmentKey, writeIntervals } from '../traffic/index.ts'

/** Intervals that may wait while the database is away: about 17 minutes of a timed capture, some tens of MB at the worst. */
const MAX_WAITING = 1_000
/** Intervals of one transaction. */
const BATCH_INTERVALS = 20
const RETRY_MS_MIN = 100
const RETRY_MS_MAX = 5_000

/**
 * Writes the intervals of one segment in order, and goes on trying while the database is away. What no longer fits in memory is lost,
 * counted, and said in the segment's closing event.
 */
export class IntervalWriter {
  readonly #db: Database
  readonly #segment: SegmentKey
  readonly #log: Log
  readonly #waiting: Interval[] = []
  #writing: Promise<void> | undefined
  #lost = 0

  constructor(db: Database, segment: SegmentKey, log: Log) {
    this.#db = db
    this.#segment = segment
    this.#log = log
  }

  /** Intervals that could not be kept. */
  get lost(): number {
    return this.#lost
  }

  add(interval: Interval): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost++
      return
    }
    this.#waiting.push(interval)
    this.#writing ??= this.#write()
  }

  /** Resolves once everything is committed. Waits for the database as long as it takes. */
  async drain(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  async #write(): Promise<void> {
    let retryMs = RETRY_MS_MIN
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_INTERVALS)
      try {
        await writeIntervals(this.#db, this.#segment, batch)
        this.#waiting.splice(0, batch.length)
        retryMs = RETRY_MS_MIN
      } catch (thrown) {
        this.#log.warn(
          { ...this.#segment, waiting: this.#waiting.length, reason: reasonOf(thrown) },
          'intervals wait for the database',
        )
        await pause(retryMs)
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)
      }
    }
    this.#writing = undefined // in the same turn as the look at the queue
  }
}
