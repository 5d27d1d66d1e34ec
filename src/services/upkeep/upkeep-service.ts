import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Database } from '../../db/database.ts'
import type { Appender } from '../../events/index.ts'
import { countOldMessages, dropOldMessages } from '../mail/index.ts'
import { countOldForms, dropOldForms } from '../report/index.ts'
import { dropDays, droppableDays } from '../traffic/index.ts'
import { type KeptKind, upkeepStream } from './events.ts'
import { type Boundary, boundariesOf, dayOf, type KeptDays } from './retention.ts'

type Dependencies = {
  readonly db: Database
  readonly appender: Appender
  readonly clock: Clock
  readonly log: Log
  readonly keep: KeptDays
}

type Rows = {
  readonly count: (db: Database, boundary: Boundary) => Promise<number>
  readonly drop: (db: Database, boundary: Boundary) => Promise<void>
}

const rows: { readonly [kind in KeptKind]: Rows } = {
  totals: {
    count: (db, { day }) => droppableDays(db, 'totals', day),
    drop: (db, { day }) => dropDays(db, 'totals', day),
  },
  details: {
    count: (db, { day }) => droppableDays(db, 'details', day),
    drop: (db, { day }) => dropDays(db, 'details', day),
  },
  reports: {
    count: (db, { from }) => countOldForms(db, from),
    drop: (db, { from }) => dropOldForms(db, from),
  },
  messages: {
    count: (db, { from }) => countOldMessages(db, from),
    drop: (db, { from }) => dropOldMessages(db, from),
  },
}

/** Drops what is no longer to be kept. What is still to be dropped is read from the tables, so a run may be cut short and repeated. */
export class UpkeepService {
  readonly #deps: Dependencies
  /** Where a look found nothing: nothing more can be due that day, because the boundaries move with the day. */
  #doneDay = ''

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  /** The day (YYYY-MM-DD) whose rows are to be dropped; undefined where nothing is due. */
  async dueDay(): Promise<string | undefined> {
    const { db, clock, keep } = this.#deps
    const now = clock.now()
    const day = dayOf(now)
    if (day === this.#doneDay) return undefined
    for (const boundary of boundariesOf(keep, now)) {
      if ((await rows[boundary.kind].count(db, boundary)) > 0) return day
    }
    this.#doneDay = day
    return undefined
  }

  /**
   * Drops what is due today. First said, then done: repeated after a crash, its event is recognised, and what is left is dropped. Throws a
   * lock conflict where somebody reads for too long.
   */
  async dropOldRows(): Promise<void> {
    const { db, appender, clock, log, keep } = this.#deps
    const now = clock.now()
    const day = dayOf(now)
    for (const boundary of boundariesOf(keep, now)) {
      const { kind } = boundary
      const count = await rows[kind].count(db, boundary)
      if (count === 0) continue
      await appender.append({
        stream: upkeepStream(day),
        expected: 'any',
        events: [{ type: 'RowsDropped', data: { kind, before: boundary.day, count } }],
        commandId: `upkeep/${day}/${kind}/${boundary.day}`,
        actor: 'worker',
        now,
      })
      log.info({ kind, before: boundary.day, count }, 'rows are no longer kept')
      await rows[kind].drop(db, boundary)
    }
  }
}
