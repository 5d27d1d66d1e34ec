import { pause } from '../base/clock.ts'
import { Failure } from '../base/failure.ts'
import type { Log } from '../base/log.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import {
  ensureCheckpoint,
  failCheckpoint,
  lockCheckpoint,
  moveCheckpoint,
  readCheckpoint,
} from './checkpoint.ts'
import { follow } from './follower.ts'
import type { LogReader } from './log-reader.ts'
import type { LogTail } from './log-tail.ts'
import type { Projection } from './projection.ts'

/** Events of one step: large enough that a replay is quick, small enough that its transaction is short. */
const BATCH_EVENTS = 500
/** How often somebody who waits for a projection looks. */
const CATCH_UP_POLL_MS = 5

/** Where a halted projection is, until a replay or a new start: nothing in the log is beyond it, so its step is seldom taken. */
const HALTED = Number.POSITIVE_INFINITY

export type ProjectionState = {
  readonly name: string
  readonly position: number
  /** Why it halted; null while it runs. */
  readonly failure: string | null
}

/**
 * Runs projections, each with its checkpoint in the same transaction as its rows: every event counts once, whatever is repeated. A
 * handler that throws halts its projection and says so; it never skips, because reports rely on the rows.
 */
export class ProjectionRunner {
  readonly #db: Database
  readonly #reader: LogReader
  readonly #tail: LogTail
  readonly #log: Log
  readonly #projections: readonly Projection[]
  readonly #stop = new AbortController()
  readonly #positions = new Map<string, number>()
  readonly #halted = new Set<string>()
  #running: Promise<unknown> = Promise.resolve()

  constructor(
    db: Database,
    reader: LogReader,
    tail: LogTail,
    log: Log,
    projections: readonly Projection[],
  ) {
    this.#db = db
    this.#reader = reader
    this.#tail = tail
    this.#log = log
    this.#projections = projections
  }

  start(): void {
    this.#running = Promise.all(this.#projections.map((projection) => this.#run(projection)))
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  /** Waits until every projection has come to `position`, at most `timeoutMs`; false where one has not. */
  async caughtUp(position: number, timeoutMs: number): Promise<boolean> {
    for (let waited = 0; ; waited += CATCH_UP_POLL_MS) {
      if (this.#projections.every(({ name }) => (this.#positions.get(name) ?? 0) >= position)) {
        return true
      }
      if (waited >= timeoutMs) return false
      await pause(CATCH_UP_POLL_MS)
    }
  }

  /** As `caughtUp`, but throws PROJECTION_HALTED or STILL_WAITING: for whoever must not read old rows. */
  async requireCaughtUp(position: number, timeoutMs: number): Promise<void> {
    if (await this.caughtUp(position, timeoutMs)) return
    const halted = (await this.states()).find(({ failure }) => failure !== null)
    if (halted !== undefined) {
      const { name, position: at, failure } = halted
      throw new Failure('PROJECTION_HALTED', { name, position: at, reason: failure ?? '' })
    }
    const seconds = Math.round(timeoutMs / 1_000)
    throw new Failure('STILL_WAITING', { what: `position ${position} of the event log`, seconds })
  }

  async states(): Promise<ProjectionState[]> {
    return Promise.all(
      this.#projections.map(async (projection) => {
        return { name: projection.name, ...(await readCheckpoint(this.#db, projection)) }
      }),
    )
  }

  /** Empties the tables of one projection and lets it read the log again from the beginning; readers see it fill. */
  async replay(name: string): Promise<void> {
    const projection = this.#projections.find((one) => one.name === name)
    if (projection === undefined) {
      const known = this.#projections.map((one) => one.name).join(', ')
      throw new Failure('PROJECTION_UNKNOWN', { name, known })
    }
    await inTransaction(this.#db, async (trx) => {
      const { position } = await lockCheckpoint(trx, projection)
      for (const table of projection.tables) await trx.deleteFrom(table).execute()
      await moveCheckpoint(trx, projection, position, 0)
    })
    this.#positions.set(name, 0)
    this.#halted.delete(name)
    this.#tail.wake()
  }

  async #run(projection: Projection): Promise<void> {
    let ensured = false
    await follow(
      {
        name: projection.name,
        step: async () => {
          if (!ensured) await this.#prepare(projection)
          ensured = true
          if (this.#halted.has(projection.name)) return HALTED
          const position = await this.#step(projection)
          this.#positions.set(projection.name, position)
          return position
        },
        failed: async (reason) => {
          this.#halted.add(projection.name)
          await failCheckpoint(this.#db, projection, reason)
        },
      },
      this.#tail,
      this.#log,
      this.#stop.signal,
    )
  }

  /** A new version reads the whole log again, so what the version before it wrote goes first. */
  #prepare(projection: Projection): Promise<void> {
    return inTransaction(this.#db, async (trx) => {
      const replaces = await ensureCheckpoint(trx, projection)
      if (!replaces) return
      for (const table of projection.tables) await trx.deleteFrom(table).execute()
    })
  }

  async #step(projection: Projection): Promise<number> {
    const { position } = await readCheckpoint(this.#db, projection)
    const batch = await this.#reader.read(position, BATCH_EVENTS)
    const last = batch.at(-1)
    if (last === undefined) return position
    const handled = batch.filter((event) => projection.handles.includes(event.type))
    return inTransaction(this.#db, async (trx) => {
      const checkpoint = await lockCheckpoint(trx, projection)
      if (checkpoint.position !== position) return checkpoint.position // another runner, or a replay, moved it
      for (const event of handled) await projection.project(trx, event)
      await moveCheckpoint(trx, projection, position, last.position)
      return last.position
    })
  }
}
