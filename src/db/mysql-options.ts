import type { ConnectionOptions } from 'mysql2'

/** Where the database is, and as whom. Either `socketPath` or `host`. */
export type MysqlAddress = {
  readonly socketPath?: string
  readonly host?: string
  readonly port?: number
  readonly user: string
  readonly password?: string
  readonly database: string
  readonly ssl?: { readonly rejectUnauthorized: boolean }
}

/** How long a connection attempt may take before the server counts as away. */
const CONNECT_TIMEOUT_MS = 5_000

/** The address without the password, for people. */
export const describeAddress = (address: MysqlAddress): string =>
  address.socketPath ?? `${address.host}:${address.port ?? 3306}`

/**
 * The options of every connection: UTC, exact integers as numbers, and one representation on MariaDB and MySQL.
 * A BIGINT beyond 2^53 arrives as a string, which the row mappers assert against.
 */
export const connectionOptions = (address: MysqlAddress): ConnectionOptions => ({
  ...address,
  timezone: 'Z',
  charset: 'utf8mb4_bin',
  supportBigNumbers: true,
  decimalNumbers: true,
  connectTimeout: CONNECT_TIMEOUT_MS,
  enableKeepAlive: true,
})

/**
 * What every connection says first. READ COMMITTED, because under REPEATABLE READ a plain SELECT fixes a snapshot and a later
 * read in the same transaction reads the past. The same strictness on both servers, so that a test on one speaks for the other.
 */
export const SESSION_SETTINGS: readonly string[] = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION'",
]
