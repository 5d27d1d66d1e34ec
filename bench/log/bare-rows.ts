import { type Connection, createConnection, type RowDataPacket } from 'mysql2'
import { connectionOptions, SESSION_SETTINGS } from '../../src/db/mysql-options.ts'
import { eventHash, eventId } from '../../src/events/index.ts'
import { type MeasuredLog, measured } from '../opened-log.ts'

/** Rows like those of the log in a table like that of the log, without anything around them. */
export class BareRows {
  readonly #connection: Connection
  #position = 0

  private constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Makes an empty table with the same columns, keys and checks as the log's, and leaves it behind. */
  static async open({ address }: MeasuredLog): Promise<BareRows> {
    const bare = new BareRows(createConnection(connectionOptions(address)))
    for (const setting of SESSION_SETTINGS) await bare.#query(setting)
    await bare.#query('CREATE OR REPLACE TABLE bare_events LIKE events')
    return bare
  }

  /** Inserts `count` rows in statements of `batch` rows, each its own transaction. Returns rows a second; making the rows is not counted. */
  async insert(count: number, batch: number): Promise<number> {
    const batches: unknown[][][] = []
    for (let done = 0; done < count; done += batch) {
      batches.push(Array.from({ length: batch }, () => this.#row()))
    }
    const from = performance.now()
    for (const rows of batches) await this.#query('INSERT INTO bare_events VALUES ?', [rows])
    return (batches.length * batch * 1_000) / (performance.now() - from)
  }

  /** Reads the log's own rows, as the driver gives them. Returns rows a second. */
  async read(batch: number): Promise<number> {
    const from = performance.now()
    let position = 0
    for (;;) {
      const rows = (await this.#query(
        `SELECT position, stream, version, type, schema_version, data, metadata, occurred_at, hash
         FROM events WHERE position > ? ORDER BY position LIMIT ${batch}`,
        [position],
      )) as RowDataPacket[]
      const last = rows.at(-1)
      if (last === undefined) return (position * 1_000) / (performance.now() - from)
      position = Number(last['position'])
    }
  }

  close(): void {
    this.#connection.destroy()
  }

  #row(): unknown[] {
    const position = ++this.#position
    const { type, data } = measured(position, position)
    const row = {
      position,
      stream: `bare-${position}`,
      version: 1,
      eventId: eventId(`bare-${position}`, 0),
      type,
      schemaVersion: 1,
      data: JSON.stringify(data),
      metadata: JSON.stringify({ commandId: `bare-${position}`, actor: 'bench' }),
      occurredAt: data.at,
    }
    const hash = eventHash(Buffer.alloc(32), row)
    return [...Object.values({ ...row, occurredAt: new Date(row.occurredAt) }), hash]
  }

  #query(sql: string, values: readonly unknown[] = []): Promise<unknown> {
    return new Promise((resolve, reject) =>
      this.#connection.query(sql, [...values], (error, result) =>
        error ? reject(error) : resolve(result),
      ),
    )
  }
}
