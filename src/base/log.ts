import { type Logger, pino } from 'pino'

/** Structured log lines, lower case, one thing each; people read them with `grep` and `jq`. */
export type Log = Logger
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** Writes JSON lines to standard error, so that standard output stays the answer. */
export const createLog = (level: LogLevel | 'silent'): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
