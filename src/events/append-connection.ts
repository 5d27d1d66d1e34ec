import { Kysely, MysqlDialect } from 'kysely'
import { type Connection, createConnection, type QueryError, type RowDataPacket } from 'mysql2'
import type { Database } from '../db/database.ts'
import { connectionOptions, type MysqlAddress, SESSION_SETTINGS } from '../db/mysql-options.ts'
import type { Tables } from '../db/tables.ts'
import { type BatchPlan, commandKey, type LogHead, type PreparedAppend } from './append-batch.ts'
import type { GuessedBatch } from './known-head.ts'

/** A server that says nothing for this long is away: every append of this process waits behind the one in flight. */
const STATEMENT_MS_MAX = 30_000

/** A column that cannot be null, a key that is taken: what tells a guess that it was wrong. */
const REFUSALS: ReadonlySet<number> = new Set([1048, 1062])

/**
 * The appender's own connection. It alone may send several statements at once, which makes a batch one round trip, or two, instead
 * of six; every value goes through placeholders all the same.
 */
export class AppendConnection {
  readonly #connection: Connection
  /** For the callers' own row writes, inside of the transaction that `begin` opened on this connection. */
  readonly rows: Database

  private constructor(connection: Connection) {
    this.#connection = connection
    const lent = {
      query: connection.query.bind(connection),
      release: () => {},
      destroy: () => connection.destroy(),
    }
    // A pool of exactly this connection: Kysely gives each statement to it and never ends it.
    const pool = {
      getConnection: (done: (error: null, lent: unknown) => void) => done(null, lent),
      end: (done: (error: null) => void) => done(null),
    }
    this.rows = new Kysely<Tables>({ dialect: new MysqlDialect({ pool: pool as never }) })
  }

  static async open(address: MysqlAddress): Promise<AppendConnection> {
    const connection = createConnection({
      ...connectionOptions(address),
      multipleStatements: true,
    })
    // Every statement's own failure tells the appender; without a listener an idle loss would end the process.
    connection.on('error', () => connection.destroy())
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    )
    const opened = new AppendConnection(connection)
    await opened.#query(SESSION_SETTINGS.join(';'), [])
    return opened
  }

  /** Only where the callers' own rows are written before the head is locked; else `lockHead` begins. */
  async begin(): Promise<void> {
    await this.#query('START TRANSACTION', [])
  }

  async rollback(): Promise<void> {
    await this.#query('ROLLBACK', [])
  }

  /** Locks the head of the log until the transaction ends and reads what a batch must know. One round trip, with `begin` too. */
  async lockHead(
    batch: readonly PreparedAppend[],
    { begin }: { readonly begin: boolean },
  ): Promise<LogHead> {
    const results = (await this.#query(
      `${begin ? 'START TRANSACTION' : 'DO 0'};
       SELECT position, hash FROM event_log WHERE id = 1 FOR UPDATE;
       SELECT event_id FROM events WHERE event_id IN (?);
       SELECT stream, MAX(version) AS version FROM events WHERE stream IN (?) GROUP BY stream`,
      [batch.map(commandKey), [...new Set(batch.map((append) => append.request.stream))]],
    )) as [unknown, RowDataPacket[], RowDataPacket[], RowDataPacket[]]
    const [, heads, applied, versions] = results
    return {
      position: Number(heads[0]?.['position']),
      hash: heads[0]?.['hash'] as Buffer,
      applied: new Set(applied.map((row) => (row['event_id'] as Buffer).toString('hex'))),
      versions: new Map(versions.map((row) => [row['stream'] as string, Number(row['version'])])),
    }
  }

  /** Writes the planned rows, moves the head and commits. One round trip; the first statement that fails ends it. */
  async writeAndCommit(plan: BatchPlan): Promise<void> {
    await this.#query(
      `INSERT INTO events VALUES ?;
       UPDATE event_log SET position = ?, hash = ? WHERE id = 1;
       COMMIT`,
      [plan.rows, plan.position, plan.hash],
    )
  }

  /**
   * Writes a batch that was planned from memory, in one round trip. False where the log is not as it was remembered: the head is another
   * one (then it becomes NULL, which the column refuses), or a key is taken. Then nothing was written.
   */
  async writeGuess({ plan, position, hash }: GuessedBatch): Promise<boolean> {
    try {
      await this.#query(
        `START TRANSACTION;
         UPDATE event_log SET position = IF(position = ? AND hash = ?, ?, NULL), hash = ? WHERE id = 1;
         INSERT INTO events VALUES ?;
         COMMIT`,
        [position, hash, plan.position, plan.hash, plan.rows],
      )
      return true
    } catch (thrown) {
      if (!REFUSALS.has((thrown as QueryError).errno ?? 0)) throw thrown
      await this.rollback()
      return false
    }
  }

  close(): void {
    this.#connection.destroy()
  }

  #query(sql: string, values: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) =>
      this.#connection.query(
        { sql, values: [...values], timeout: STATEMENT_MS_MAX },
        (error, result) => (error ? reject(error) : resolve(result)),
      ),
    )
  }
}
