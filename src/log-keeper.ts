/** Keeps the log files of a home bounded while Vigie runs: it may run for years. Part of the composition root. */
import path from 'node:path'
import { pause } from './base/clock.ts'
import { daemonLogFile } from './base/home.ts'
import type { Log } from './base/log.ts'
import { LOG_BYTES_MAX } from './detached-daemon.ts'
import { SERVER_LOG_BYTES_MAX, turnOverLog } from './stack/index.ts'

/** How often the logs are looked at; at a thousand lines a second one grows by some ten megabytes meanwhile. */
const LOOK_MS = 60_000

/** Turns over what has grown too large, until `signal` aborts. The names of what is put aside are those of a start. */
export const keepLogsBounded = async (
  home: string,
  log: Log,
  signal: AbortSignal,
): Promise<void> => {
  const daemon = daemonLogFile(home)
  const servers = ['mysql', 'redis'].map((name) => path.join(home, 'log', `${name}.log`))
  while (!signal.aborted) {
    try {
      await turnOverLog(daemon, `${daemon}.old`, LOG_BYTES_MAX)
      for (const file of servers) await turnOverLog(file, `${file}.1`, SERVER_LOG_BYTES_MAX)
    } catch (thrown) {
      log.warn({ err: thrown }, 'a log is not turned over')
    }
    await pause(LOOK_MS, signal)
  }
}
