import mysql from 'mysql2/promise'
import { connectionOptions } from '../../src/db/mysql-options.ts'
import { sleep } from '../support/until.ts'

const LOOK_EVERY_MS = 25
/** The interval rows are looked at every so many looks. */
const ROWS_EVERY = 4
const QUERY_MS_MAX = 1_500

/** What was committed, by its key: the hash of an event by its position, that of an interval by its natural key. */
export type Committed = ReadonlyMap<string, string>

/** An event as the observer first saw it; `seenAt` in ms of the machine. */
export type SeenEvent = {
  readonly position: number
  readonly type: string
  readonly seenAt: number
}

/**
 * Looks at the log and the interval rows from outside, with a connection of its own, while Vigie and its servers are harmed. InnoDB shows a
 * commit to others a moment before it is on disk; so only what two looks in a row have seen counts as committed.
 */
export class Observer {
  readonly #socketPath: string
  readonly #committed = new Map<string, string>()
  readonly #events: SeenEvent[] = []
  #pending = new Map<string, string>()
  #confirmed = 0
  #changedAt = 0
  #looks = 0
  #ending = false
  #connection: mysql.Connection | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  get committed(): Committed {
    return this.#committed
  }

  get events(): readonly SeenEvent[] {
    return this.#events
  }

  /** When something new was committed last, in ms of the machine. */
  get changedAt(): number {
    return this.#changedAt
  }

  start(): void {
    this.#running = this.#watch()
  }

  async stop(): Promise<void> {
    this.#ending = true
    await this.#running
    this.#connection?.destroy()
  }

  async #watch(): Promise<void> {
    while (!this.#ending) {
      try {
        this.#connection ??= await this.#connect()
        await this.#look(this.#connection)
      } catch {
        this.#connection?.destroy() // the server is away: that is what is being tried
        this.#connection = undefined
      }
      await sleep(LOOK_EVERY_MS)
    }
  }

  async #connect(): Promise<mysql.Connection> {
    const address = { socketPath: this.#socketPath, user: 'vigie', database: 'vigie' }
    const connection = await mysql.createConnection({
      ...connectionOptions(address),
      connectTimeout: QUERY_MS_MAX,
    })
    connection.on('error', () => connection.destroy())
    return connection
  }

  async #look(connection: mysql.Connection): Promise<void> {
    const query = async (sql: string, values: readonly number[] = []) => {
      const found = await connection.query({ sql, timeout: QUERY_MS_MAX }, [...values])
      return found[0] as mysql.RowDataPacket[]
    }
    const seen = new Map<string, string>()
    const events = await query(
      'select position, type, hash from events where position > ? order by position',
      [this.#confirmed],
    )
    for (const { position, type, hash } of events) {
      seen.set(`event ${position}`, (hash as Buffer).toString('hex'))
      if (position > (this.#events.at(-1)?.position ?? 0)) {
        this.#events.push({ position, type, seenAt: Date.now() })
      }
    }
    const withRows = this.#looks++ % ROWS_EVERY === 0
    if (withRows) {
      const rows = await query(
        'select capture_id, segment, number, packets, rows_hash from traffic_intervals',
      )
      for (const { capture_id: id, segment, number, packets, rows_hash: hash } of rows) {
        seen.set(
          `interval ${id} ${segment} ${number}`,
          `${packets} ${(hash as Buffer).toString('hex')}`,
        )
      }
    }
    this.#confirm(seen, withRows)
  }

  #confirm(seen: Map<string, string>, withRows: boolean): void {
    for (const [key, value] of seen) {
      if (!this.#pending.has(key) && !this.#committed.has(key)) this.#changedAt = Date.now()
      if (this.#pending.get(key) !== value) continue
      this.#committed.set(key, value)
      if (key === `event ${this.#confirmed + 1}`) this.#confirmed++
    }
    // Rows are asked for less often than events: what is pending of them stays so until they are.
    const rows = [...this.#pending].filter(([key]) => !withRows && key.startsWith('interval'))
    this.#pending = new Map([...rows, ...seen])
  }
}
