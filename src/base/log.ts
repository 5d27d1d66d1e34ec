import { type Logger, pino } from 'pino'
import type { LogLevel } from './config-schema.ts'
import { reasonOf } from './failure.ts'

/**
 * Structured log lines; people read them with `grep` and `jq`. The message is a clause in lower case that never varies; what varies
 * stands in fields, ids under their full names (`captureId`), and whatever was thrown under `err`.
 */
export type Log = Logger

/** Lines (bytes) that wait while they cannot be written; later ones are dropped. */
const WAITING_BYTES_MAX = 1024 * 1024

/** What was thrown: its code, where it has one, and its reason. What has no code nobody foresaw: its stack says where we are wrong. */
export const errorFields = (
  thrown: unknown,
): { readonly code?: string; readonly reason: string; readonly stack?: string } => {
  const reason = reasonOf(thrown)
  if (!(thrown instanceof Error)) return { reason }
  if ('code' in thrown) return { code: String(thrown.code), reason }
  return thrown.stack === undefined ? { reason } : { reason, stack: thrown.stack }
}

/** Writes JSON lines to standard error, so that standard output stays the answer. */
export const createLog = (level: LogLevel | 'silent'): Log => {
  const destination = pino.destination({ dest: 2, maxLength: WAITING_BYTES_MAX })
  let hasRoom = true
  destination.on('write', () => {
    hasRoom = true
  })
  // Without a listener a full disk under the log file would end the daemon. What waits is written when there is room again.
  destination.on('error', () => {
    hasRoom = false
  })
  // Called at the end of the process, and tries until it has written all: on a full disk the process would never end.
  const flushSync = destination.flushSync.bind(destination)
  destination.flushSync = () => {
    if (hasRoom) flushSync()
  }
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino({ ...options, serializers: { err: errorFields } }, destination)
}
