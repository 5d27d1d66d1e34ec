import { Failure, failureOf, reasonOf } from '../base/failure.ts'
import { describeAddress, type MysqlAddress } from './mysql-options.ts'

/** What mysql2 and Node say when the server is away, goes away, or has no connection left; it passes, and nothing is wrong with the statement. */
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  // It answers, but cannot serve now: read-only during a fail-over, a full disk, a Galera node that is not ready.
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_ERROR_ON_WRITE',
  'ER_UNKNOWN_COM_ERROR',
])

/** MariaDB's ER_CONNECTION_KILLED, which mysql2 has no name for. */
const CONNECTION_KILLED = 1927

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''

/** Whether this says that the server is away, rather than that a statement was wrong. */
export const isDatabaseAway = (thrown: unknown): boolean =>
  AWAY_CODES.has(codeOf(thrown)) ||
  failureOf(thrown, 'DATABASE_AWAY') !== undefined ||
  (thrown instanceof Error && 'errno' in thrown && thrown.errno === CONNECTION_KILLED) ||
  (thrown instanceof Error && /connection is in closed state|Pool is closed/.test(thrown.message))

/** A deadlock or a lock wait that took too long: the transaction is to be rolled back and repeated. */
export const isLockConflict = (thrown: unknown): boolean =>
  codeOf(thrown) === 'ER_LOCK_DEADLOCK' || codeOf(thrown) === 'ER_LOCK_WAIT_TIMEOUT'

export const databaseAway = (address: MysqlAddress, thrown: unknown): Failure =>
  new Failure(
    'DATABASE_AWAY',
    { address: describeAddress(address), reason: reasonOf(thrown) },
    { cause: thrown },
  )
