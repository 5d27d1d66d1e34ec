import { type Logger, pino } from 'pino'

/** Structured log lines, lower case, one thing each; people read them with `grep` and `jq`. */
export type Log = Logger
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** Lines (bytes) that wait while they cannot be written; later ones are dropped. */
const WAITING_BYTES_MAX = 1024 * 1024

/** Writes JSON lines to standard error, so that standard output stays the answer. */
export const createLog = (level: LogLevel | 'silent'): Log => {
  const destination = pino.destination({ dest: 2, maxLength: WAITING_BYTES_MAX })
  // Without a listener a full disk under the log file would end the daemon. What waits is written when there is room again.
  destination.on('error', () => {})
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
}
