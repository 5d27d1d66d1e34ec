import { sql } from 'kysely'
import { type Connection, createConnection } from 'mysql2'
import { type BackupHeader, encodeValue, type JsonValue } from './backup-format.ts'
import { openDatabase } from './database.ts'
import { appliedMigrations } from './migrator.ts'
import { connectionOptions, type MysqlAddress, SESSION_SETTINGS } from './mysql-options.ts'
import { readSchema, type StoredTable } from './schema-reader.ts'

/** Rows that are read before the reader of the backup asks for them: a mail can have some MB. */
const ROWS_AHEAD = 16
/** The server waits this long for a reader that is slow, such as a full disk at the other end. */
const WRITE_SECONDS_MAX = 600

/** One moment of the database, held still for as long as it is read. */
export type BackupSource = Pick<BackupHeader, 'migrations' | 'head'> & {
  readonly tables: readonly StoredTable[]
  /** In the order of the primary key, a few at a time in memory. */
  readonly rows: (table: StoredTable) => AsyncGenerator<readonly JsonValue[]>
  readonly close: () => Promise<void>
}

/**
 * Opens a consistent snapshot on a connection of its own. The head of the log is locked for the instant in which it is taken, because
 * MariaDB fills its view by a walk that could otherwise see a later commit and miss an earlier one.
 */
export const openBackupSource = async (address: MysqlAddress): Promise<BackupSource> => {
  const { db, close: closePool } = openDatabase(address)
  let connection: Connection | undefined
  const close = async () => {
    connection?.destroy() // rows may still be under way
    await closePool()
  }
  try {
    const opened = createConnection({ ...connectionOptions(address), dateStrings: ['DATE'] })
    connection = opened
    const session = opened.promise()
    const loss = new AbortController()
    opened.on('error', (thrown) => {
      opened.destroy()
      loss.abort(thrown)
    })
    for (const setting of SESSION_SETTINGS) await session.query(setting)
    await session.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await session.query(`SET SESSION net_write_timeout = ${WRITE_SECONDS_MAX}`)
    const head = await db.transaction().execute(async (trx) => {
      const { position, hash } = await trx
        .selectFrom('event_log')
        .select(['position', 'hash'])
        .modifyEnd(sql`LOCK IN SHARE MODE`) // MariaDB 10.11 knows no FOR SHARE
        .executeTakeFirstOrThrow()
      await session.query('START TRANSACTION WITH CONSISTENT SNAPSHOT')
      return { position, hash: hash.toString('hex') }
    })
    const [migrations, tables] = [await appliedMigrations(db), await readSchema(db)]
    // Held in use from here on: a table whose partitions change while it waits to be read cannot be read at that moment any more.
    for (const { name } of tables) await session.query('SELECT 1 FROM ?? LIMIT 0', [name])
    return { migrations, head, tables, rows: (table) => rowsOf(opened, table, loss.signal), close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

/** `loss` aborts where the connection dies: mysql2 tells that to the connection alone, and its stream would wait for ever. */
async function* rowsOf(
  connection: Connection,
  { name, columns, primaryKey }: StoredTable,
  loss: AbortSignal,
): AsyncGenerator<readonly JsonValue[]> {
  const list = (names: readonly string[]) => names.map((one) => `\`${one}\``).join(', ')
  loss.throwIfAborted()
  const statement = `SELECT ${list(columns.map((one) => one.name))} FROM \`${name}\` ORDER BY ${list(primaryKey)}`
  const query = connection.query({ sql: statement, rowsAsArray: true })
  const stream = query.stream({ highWaterMark: ROWS_AHEAD })
  const end = () => stream.destroy(loss.reason)
  loss.addEventListener('abort', end)
  try {
    for await (const row of stream) {
      const values = row as readonly unknown[]
      yield columns.map(({ kind }, index) => encodeValue(kind, values[index]))
    }
  } finally {
    loss.removeEventListener('abort', end)
  }
}
