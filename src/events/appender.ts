import { assert } from '../base/assert.ts'
import { pause } from '../base/clock.ts'
import { databaseAway, isDatabaseAway, isLockConflict } from '../db/database-away.ts'
import type { MysqlAddress } from '../db/mysql-options.ts'
import { type BatchPlan, type LogHead, type PreparedAppend, planBatch } from './append-batch.ts'
import { AppendConnection } from './append-connection.ts'
import {
  type AppendRequest,
  type AppendResult,
  MAX_EVENT_BYTES,
  MAX_EVENTS_PER_APPEND,
  WrongVersion,
} from './append-request.ts'
import type { EventCatalogue } from './event-catalogue.ts'
import { eventId } from './event-hash.ts'
import { KnownHead } from './known-head.ts'

/** One transaction takes at most this many events and bytes, well below the packet size that any server accepts (16 MiB). */
const MAX_BATCH_EVENTS = 1_000
const MAX_BATCH_BYTES = 4 * 1024 * 1024
/** Appends that may wait. Beyond it the asker is told to come again, rather than memory growing without end. */
const MAX_WAITING = 10_000
/** The head is locked for milliseconds, so a conflict is rare: more in a row is a fault. */
const MAX_CONFLICTS = 5
const CONFLICT_PAUSE_MS = 20

type Waiting = {
  readonly append: PreparedAppend
  readonly bytes: number
  readonly resolve: (result: AppendResult) => void
  readonly reject: (reason: unknown) => void
}

/**
 * The one writer of the log in this process. Group commit: appends that wait while a transaction is in flight are written together,
 * and each is answered only after its commit. When a COMMIT gets no answer the fate of its appends is unknown: they are
 * rejected with DATABASE_AWAY, and repeating the command (same `commandId`) tells the truth.
 */
export class Appender {
  readonly #address: MysqlAddress
  readonly #catalogue: EventCatalogue
  readonly #waiting: Waiting[] = []
  readonly #listeners = new Set<(position: number) => void>()
  readonly #known = new KnownHead()
  #connection: AppendConnection | undefined
  #writing: Promise<void> | undefined
  #closed = false

  constructor(address: MysqlAddress, catalogue: EventCatalogue) {
    this.#address = address
    this.#catalogue = catalogue
  }

  /** Calls `listener` after each commit with the new head. A hint to readers in this process; they poll besides. */
  onCommit(listener: (position: number) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Rejects with WrongVersion, with DATABASE_AWAY, or with what the caller's own row writes threw. */
  append(request: AppendRequest): Promise<AppendResult> {
    assert(!this.#closed, 'the appender is closed')
    const append = this.#prepare(request)
    const bytes = append.events.reduce((sum, event) => sum + event.data.length, 0)
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(databaseAway(this.#address, new Error('too many appends wait')))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ append, bytes, resolve, reject })
      this.#writing ??= this.#writeWaiting()
    })
  }

  /** Writes what waits, then closes the connection. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#writing
    this.#connection?.close()
  }

  #prepare(request: AppendRequest): PreparedAppend {
    const { events, commandId, actor } = request
    assert(events.length > 0, `command ${commandId} appends nothing`)
    assert(events.length <= MAX_EVENTS_PER_APPEND, `command ${commandId} appends too many events`)
    const metadata = JSON.stringify({ commandId, actor })
    return {
      request,
      events: events.map((event, index) => {
        const { data, schemaVersion } = this.#catalogue.serialize(event)
        assert(data.length <= MAX_EVENT_BYTES, `${event.type} has ${data.length} bytes of data`)
        const id = eventId(commandId, index)
        return { eventId: id, type: event.type, schemaVersion, data, metadata }
      }),
    }
  }

  async #writeWaiting(): Promise<void> {
    await Promise.resolve() // whoever asked in the same turn shares the first transaction
    while (this.#waiting.length > 0) await this.#write(this.#takeBatch())
    this.#writing = undefined // in the same turn as the look at the queue: whoever comes next starts anew
  }

  #takeBatch(): Waiting[] {
    let count = 0
    let events = 0
    let bytes = 0
    for (const waiting of this.#waiting) {
      events += waiting.append.events.length
      bytes += waiting.bytes
      if (count > 0 && (events > MAX_BATCH_EVENTS || bytes > MAX_BATCH_BYTES)) break
      count++
    }
    return this.#waiting.splice(0, count)
  }

  /** Writes a batch. One that fails as a whole, because of what somebody alone wanted, is repeated one by one. */
  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#repeatConflicts(batch.map(({ append }) => append))
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index]
        if (outcome === undefined || outcome instanceof WrongVersion) reject(outcome)
        else resolve(outcome)
      })
    } catch (thrown) {
      if (batch.length > 1 && !isDatabaseAway(thrown)) {
        for (const waiting of batch) await this.#write([waiting])
        return
      }
      const reason = isDatabaseAway(thrown) ? databaseAway(this.#address, thrown) : thrown
      for (const { reject } of batch) reject(reason)
    }
  }

  async #repeatConflicts(
    batch: readonly PreparedAppend[],
  ): Promise<readonly (AppendResult | WrongVersion)[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#commit(batch)
      } catch (thrown) {
        this.#connection?.close() // whatever state the transaction was in, the server rolls it back
        this.#connection = undefined
        this.#known.forget()
        if (!isLockConflict(thrown) || attempt === MAX_CONFLICTS) throw thrown
        await pause(CONFLICT_PAUSE_MS * attempt)
      }
    }
  }

  async #commit(
    batch: readonly PreparedAppend[],
  ): Promise<readonly (AppendResult | WrongVersion)[]> {
    this.#connection ??= await AppendConnection.open(this.#address)
    const connection = this.#connection
    const guess = this.#known.guess(batch)
    if (guess !== undefined) {
      if (await connection.writeGuess(guess)) return this.#committed(guess, guess.plan)
      this.#known.forget()
    }
    const rows = batch.flatMap(({ request }) => request.rows ?? [])
    const hasRows = rows.length > 0
    if (hasRows) await connection.begin()
    for (const write of rows) await write(connection.rows)
    const head = await connection.lockHead(batch, { begin: !hasRows })
    const plan = planBatch(head, batch)
    const refused = plan.outcomes.some(
      (outcome) => outcome instanceof WrongVersion || outcome.replayed,
    )
    if (plan.rows.length === 0 || (hasRows && refused)) {
      await connection.rollback()
      if (hasRows && batch.length > 1) throw new Error('a batch with rows was refused in part')
      return plan.outcomes
    }
    await connection.writeAndCommit(plan)
    return this.#committed(head, plan)
  }

  #committed(head: Pick<LogHead, 'position' | 'hash'>, plan: BatchPlan): BatchPlan['outcomes'] {
    this.#known.learn(head, plan)
    for (const listener of this.#listeners) listener(plan.position)
    return plan.outcomes
  }
}
