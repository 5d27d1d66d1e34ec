import { Kysely, MysqlDialect } from 'kysely'
import { createPool, type Pool } from 'mysql2'
import { connectionOptions, type MysqlAddress, SESSION_SETTINGS } from './mysql-options.ts'
import type { Tables } from './tables.ts'

/** What the slices read and write through. */
export type Database = Kysely<Tables>

/** The private server allows 50 connections; a process takes at most this many, and the appender one more. */
const POOL_CONNECTIONS = 10

export type OpenDatabase = { readonly db: Database; readonly close: () => Promise<void> }

/** Opens a pool. It connects when first used, and again by itself after the server was away. */
export const openDatabase = (address: MysqlAddress): OpenDatabase => {
  const pool: Pool = createPool({
    ...connectionOptions(address),
    connectionLimit: POOL_CONNECTIONS,
  })
  pool.on('connection', (connection) => {
    for (const setting of SESSION_SETTINGS) connection.query(setting)
    // A connection that dies while idle is taken out by the pool; whoever holds it gets the failure from its own query.
    connection.on('error', () => connection.destroy())
  })
  const db = new Kysely<Tables>({ dialect: new MysqlDialect({ pool }) })
  return { db, close: () => db.destroy() }
}
