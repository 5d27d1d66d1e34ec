import { sql } from 'kysely'
import { assert } from '../base/assert.ts'
import { Failure } from '../base/failure.ts'
import type { Database } from '../db/database.ts'
import type { DomainEvent, EventMetadata, StoredEvent } from './event.ts'
import type { EventCatalogue } from './event-catalogue.ts'

/** Read at once. A stream that may grow longer takes snapshots (`snapshotVersion` of its decider). */
const MAX_STREAM_EVENTS = 10_000

type Row = {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly schema_version: number
  readonly data: string
  readonly metadata: string
  readonly occurred_at: Date
  readonly hash: Buffer
}

/** Reads the log: contiguously by position, or one stream. No transaction and no cursor is held. */
export class LogReader {
  readonly #db: Database
  readonly #catalogue: EventCatalogue

  constructor(db: Database, catalogue: EventCatalogue) {
    this.#db = db
    this.#catalogue = catalogue
  }

  /** The position of the last committed event; 0 in an empty log. */
  async headPosition(): Promise<number> {
    return (await this.head()).position
  }

  /** The last committed event's position and hash. */
  async head(): Promise<{ readonly position: number; readonly hash: Buffer }> {
    const row = await this.#db
      .selectFrom('event_log')
      .select(['position', 'hash'])
      .executeTakeFirstOrThrow()
    return { position: safe(row.position), hash: row.hash }
  }

  /**
   * Up to `limit` events from position `after` + 1 on, without a hole: MariaDB fills its read view by a walk that is not atomic
   * against commits, so a later event may be seen before an earlier one. Then only what stands before the hole is handed out.
   * A hole below the head is damage: EVENT_MISSING.
   */
  async read(after: number, limit: number): Promise<StoredEvent[]> {
    const rows = await this.#rows(after, limit)
    const whole = contiguous(rows, after)
    if (rows.length === 0 || whole.length > 0) return whole.map((row) => this.#event(row))
    // A torn view. A shared lock on the head waits for the append in flight; below it everything is there.
    const head = await this.#db
      .selectFrom('event_log')
      .select('position')
      .modifyEnd(sql`LOCK IN SHARE MODE`) // MariaDB 10.11 knows no FOR SHARE
      .executeTakeFirstOrThrow()
    const again = contiguous(await this.#rows(after, limit, head.position), after)
    if (again.length === 0 && head.position > after) {
      throw new Failure('EVENT_MISSING', { position: after + 1 })
    }
    return again.map((row) => this.#event(row))
  }

  /** The events of one stream after a version, in order. Read after the position of an append was returned, it holds that append. */
  async readStream(stream: string, afterVersion = 0): Promise<StoredEvent[]> {
    const rows = await this.#db
      .selectFrom('events')
      .select(columns)
      .where('stream', '=', stream)
      .where('version', '>', afterVersion)
      .orderBy('version')
      .limit(MAX_STREAM_EVENTS + 1)
      .execute()
    assert(rows.length <= MAX_STREAM_EVENTS, `stream ${stream} needs snapshots`)
    return rows.map((row) => this.#event(row))
  }

  /** The newest events, oldest first, for a person who looks at the end of the log. */
  async readLast(limit: number, stream?: string): Promise<StoredEvent[]> {
    let query = this.#db.selectFrom('events').select(columns)
    if (stream !== undefined) query = query.where('stream', '=', stream)
    const rows = await query.orderBy('position', 'desc').limit(limit).execute()
    return rows.reverse().map((row) => this.#event(row))
  }

  #rows(after: number, limit: number, upTo?: number): Promise<Row[]> {
    let query = this.#db.selectFrom('events').select(columns).where('position', '>', after)
    if (upTo !== undefined) query = query.where('position', '<=', upTo)
    return query.orderBy('position').limit(limit).execute()
  }

  #event(row: Row): StoredEvent {
    return {
      position: safe(row.position),
      stream: row.stream,
      version: row.version,
      type: row.type,
      data: this.#catalogue.deserialize(row.type, row.schema_version, row.data),
      metadata: JSON.parse(row.metadata) as EventMetadata,
      occurredAt: row.occurred_at.getTime(),
      hash: row.hash,
    } satisfies StoredEvent<DomainEvent>
  }
}

const columns = [
  'position',
  'stream',
  'version',
  'type',
  'schema_version',
  'data',
  'metadata',
  'occurred_at',
  'hash',
] as const

const safe = (position: number): number => {
  assert(Number.isSafeInteger(position), `position ${position} is beyond 2^53`)
  return position
}

const contiguous = (rows: readonly Row[], after: number): readonly Row[] => {
  const hole = rows.findIndex((row, index) => row.position !== after + 1 + index)
  return hole === -1 ? rows : rows.slice(0, hole)
}
