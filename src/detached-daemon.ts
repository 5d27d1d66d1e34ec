import { fork } from 'node:child_process'
import { closeSync, lstatSync, mkdirSync, openSync, renameSync } from 'node:fs'
import path from 'node:path'
import { Failure, type FailureData, reasonOf } from './base/failure.ts'
import { daemonLogFile } from './base/home.ts'
import { APPEND_OWN_LOG } from './base/log-file.ts'
import type { Started, UpOptions } from './cli/context.ts'

/** Its log is turned over, at a start and while it runs, when it has grown beyond this (bytes); one old one is kept. */
export const LOG_BYTES_MAX = 10 * 1024 * 1024

type News =
  | { readonly started: Started; readonly failure?: never }
  | { readonly failure: FailureData | null; readonly started?: never }

/**
 * Starts the daemon as a process of its own, which outlives this one, and resolves once it is up. Throws the failure of its start. Its
 * output goes to `<home>/log/vigie.log`.
 */
export const spawnDaemon = ({ roles, sensor }: UpOptions, home: string): Promise<Started> => {
  const log = openLog(home)
  const child = fork(
    path.join(import.meta.dirname, 'main.ts'),
    ['up', ...roles.flatMap((role) => ['--role', role]), ...(sensor ? ['--sensor', sensor] : [])],
    { detached: true, stdio: ['ignore', log, log, 'ipc'], env: process.env },
  )
  closeSync(log)
  return new Promise((resolve, reject) => {
    child.once('message', (news: News) => {
      child.disconnect()
      child.unref()
      if (news.started !== undefined) resolve(news.started)
      else if (news.failure === null) reject(unexplained(home))
      else reject(Failure.from(news.failure))
    })
    child.once('exit', () => reject(unexplained(home)))
  })
}

const openLog = (home: string): number => {
  const file = daemonLogFile(home)
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    const known = lstatSync(file, { throwIfNoEntry: false })
    if (known !== undefined && known.size > LOG_BYTES_MAX) renameSync(file, `${file}.old`)
    return openSync(file, APPEND_OWN_LOG, 0o600)
  } catch (thrown) {
    throw new Failure('HOME_UNUSABLE', { path: home, reason: reasonOf(thrown) }, { cause: thrown })
  }
}

const unexplained = (home: string): Failure =>
  new Failure('INTERNAL', {
    reason: 'the start ended without a word',
    reference: daemonLogFile(home),
  })
