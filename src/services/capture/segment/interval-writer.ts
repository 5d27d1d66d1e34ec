import { BackOff } from '../../../base/back-off.ts'
import type { Log } from '../../../base/log.ts'
import type { Database } from '../../../db/database.ts'
import { isDatabaseAway, isLockConflict } from '../../../db/database-away.ts'
import { type Interval, type SegmentKey, writeIntervals } from '../../traffic/index.ts'

/** Intervals that may wait while the database is away: about 17 minutes of a timed capture… */
const MAX_WAITING = 1_000
/** …with so many rows in all, some 40 MB at the worst. */
const MAX_WAITING_ROWS = 200_000
/** A statement that is refused this often for its own sake, not for the server's, is given up. */
const MAX_REFUSALS = 5
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
  readonly #hasRoom: () => boolean
  readonly #waiting: Interval[] = []
  #writing: Promise<void> | undefined
  #lost = 0
  #waitingRows = 0

  /** While it `hasRoom` not, intervals are lost as they come: what is left of the disk is for the log. */
  constructor(db: Database, segment: SegmentKey, log: Log, hasRoom: () => boolean = () => true) {
    this.#db = db
    this.#segment = segment
    this.#log = log
    this.#hasRoom = hasRoom
  }

  /** Intervals that could not be kept. */
  get lost(): number {
    return this.#lost
  }

  add(interval: Interval): void {
    const rows = rowsOf(interval)
    const isFull =
      this.#waiting.length >= MAX_WAITING || this.#waitingRows + rows > MAX_WAITING_ROWS
    if (isFull || !this.#hasRoom()) {
      this.#lost++
      return
    }
    this.#waitingRows += rows
    this.#waiting.push(interval)
    this.#writing ??= this.#write()
  }

  /** Resolves once everything is committed. Waits for the database as long as it takes. */
  async drain(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  async #write(): Promise<void> {
    const backOff = new BackOff(RETRY_MS_MIN, RETRY_MS_MAX)
    let refusals = 0
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_INTERVALS)
      try {
        await writeIntervals(this.#db, this.#segment, batch)
        this.#forget(batch)
        backOff.reset()
        refusals = 0
      } catch (thrown) {
        if (!isDatabaseAway(thrown) && !isLockConflict(thrown) && ++refusals >= MAX_REFUSALS) {
          this.#log.error({ ...this.#segment, err: thrown }, 'intervals are refused and lost')
          this.#lost += batch.length
          this.#forget(batch)
          refusals = 0
          continue
        }
        this.#log.warn(
          { ...this.#segment, waiting: this.#waiting.length, err: thrown },
          'intervals wait for the database',
        )
        await backOff.pause()
      }
    }
    this.#writing = undefined // in the same turn as the look at the queue
  }

  #forget(batch: readonly Interval[]): void {
    this.#waiting.splice(0, batch.length)
    this.#waitingRows -= batch.reduce((sum, interval) => sum + rowsOf(interval), 0)
  }
}

const rowsOf = ({ protocols, devices, destinations, conversations, details }: Interval): number =>
  1 +
  protocols.length +
  devices.length +
  destinations.length +
  conversations.length +
  details.length
