import { sql } from 'kysely'
import { Failure } from '../base/failure.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { EMPTY_LOG_HASH } from './event-hash.ts'
import { type ChainLink, type ChainRow, followChain } from './log-chain.ts'

/** Before the first event. */
export const CHAIN_START: ChainLink = { position: 0, hash: EMPTY_LOG_HASH }

/** Reads the log for what it is, not for what it says: whether it is still as it was written. */
export class LogAudit {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /**
   * Verifies up to `limit` events after `from`. Returns where that ended, and how far the log goes. Throws EVENT_MISSING or EVENT_CHANGED
   * with the first position that is wrong, or STREAM_BROKEN where the hashes are right and a stream yet lacks a version.
   */
  async verify(
    from: ChainLink,
    limit: number,
  ): Promise<{ readonly link: ChainLink; readonly end: number }> {
    const head = await this.#db
      .selectFrom('event_log')
      .select(['position', 'hash'])
      .modifyEnd(sql`LOCK IN SHARE MODE`) // waits for the append in flight: below the head nothing is still unseen
      .executeTakeFirstOrThrow()
    const rows = await this.#rows(from.position, Math.min(limit, head.position - from.position))
    const { link, fault } = followChain(from, rows)
    if (fault?.fault === 'missing') throw new Failure('EVENT_MISSING', { position: fault.position })
    if (fault?.fault === 'changed') throw new Failure('EVENT_CHANGED', { position: fault.position })
    const wanted = Math.min(from.position + limit, head.position)
    if (link.position < wanted) throw new Failure('EVENT_MISSING', { position: link.position + 1 })
    await this.#verifyStreams(from, link)
    return { link, end: head.position }
  }

  /**
   * Whether the log ends where its head says, after everything up to `link` was verified. Throws LOG_HEAD_DIFFERS.
   */
  async verifyEnd(link: ChainLink): Promise<void> {
    await inTransaction(this.#db, async (trx) => {
      // The shared lock waits for the append in flight, so that what lies above the head belongs to nobody.
      const head = await trx
        .selectFrom('event_log')
        .select(['position', 'hash'])
        .modifyEnd(sql`LOCK IN SHARE MODE`)
        .executeTakeFirstOrThrow()
      const last = await trx
        .selectFrom('events')
        .select(({ fn }) => fn.max('position').as('position'))
        .executeTakeFirst()
      const above = (last?.position ?? 0) > head.position
      const differs = link.position === head.position && !link.hash.equals(head.hash)
      if (above || differs || head.position < link.position) {
        throw new Failure('LOG_HEAD_DIFFERS', { position: head.position })
      }
    })
  }

  /** Whether each event between the two is the one after an earlier event of its stream, or its first. One look at a key for each. */
  async #verifyStreams(from: ChainLink, to: ChainLink): Promise<void> {
    const broken = await this.#db
      .selectFrom('events as event')
      .leftJoin('events as before', (join) =>
        join
          .onRef('before.stream', '=', 'event.stream')
          // Signed: in unsigned arithmetic a version of 0, which is a fault too, would be an error of the server.
          .on('before.version', '=', sql<number>`CAST(event.version AS SIGNED) - 1`),
      )
      .select('event.stream')
      .where('event.position', '>', from.position)
      .where('event.position', '<=', to.position)
      .where('event.version', '!=', 1)
      .where((is) =>
        is.or([
          is('before.position', 'is', null),
          is('before.position', '>', is.ref('event.position')),
        ]),
      )
      .orderBy('event.position')
      .limit(1)
      .executeTakeFirst()
    if (broken !== undefined) throw new Failure('STREAM_BROKEN', { stream: broken.stream })
  }

  async #rows(after: number, limit: number): Promise<ChainRow[]> {
    if (limit <= 0) return []
    const rows = await this.#db
      .selectFrom('events')
      .selectAll()
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      position: row.position,
      stream: row.stream,
      version: row.version,
      eventId: row.event_id,
      type: row.type,
      schemaVersion: row.schema_version,
      data: row.data,
      metadata: row.metadata,
      occurredAt: row.occurred_at.getTime(),
      hash: row.hash,
    }))
  }
}
