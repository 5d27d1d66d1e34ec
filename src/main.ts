/**
 * The entry of everything: reads where it is, gives the command line what it needs, and loads the daemon only for the verbs that are the
 * daemon. With daemon.ts and doctor.ts the composition root; nothing imports it.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Failure, failureOf, reasonOf } from './base/failure.ts'
import { apiSocket, homeFolder } from './base/home.ts'
import { languageOf } from './base/text.ts'
import type { CliContext, Started, UpOptions } from './cli/context.ts'
import { reportFailure } from './cli/failure-report.ts'
import { runProgram } from './cli/program.ts'
import { createTerminal } from './cli/terminal.ts'
import { spawnDaemon } from './detached-daemon.ts'
import type { Client, Fetch } from './web/api/client.ts'

const clone = path.resolve(import.meta.dirname, '..')
const environment = process.env
const home = homeFolder(environment, clone)
const { version } = JSON.parse(readFileSync(path.join(clone, 'package.json'), 'utf8')) as {
  readonly version: string
}

/** Runs the daemon here until a signal ends it, and tells whoever started it in the background how that went. */
const up = async (options: UpOptions, started: (daemon: Started) => void): Promise<void> => {
  const { startDaemon } = await import('./daemon.ts')
  const tell = (message: unknown) => {
    if (!process.connected) return
    process.send?.(message, () => process.disconnect())
  }
  try {
    const daemon = await startDaemon({ home, environment, version, ...options })
    const { pid, console } = daemon.situation
    const news = { pid, console, firstPassword: daemon.firstPassword }
    // In the background the password goes to whoever started it, and never into the log file.
    if (process.connected) tell({ started: news })
    else started(news)
    await endOfLife()
    await daemon.stop()
    process.exit() // whatever still waits for a server that is away has had its time
  } catch (thrown) {
    tell({ failure: failureOf(thrown)?.toData() ?? null })
    throw thrown
  }
}

/** The first signal ends the daemon in order; a second one at once, for a person who cannot wait. */
const endOfLife = (): Promise<void> =>
  new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        resolve()
      })
    }
  })

const terminal = createTerminal(languageOf(environment))

/** Whoever read our answer has seen enough, as `| head` does: that is no failure. A disk without room is one. */
process.stdout.on('error', (thrown: NodeJS.ErrnoException) => {
  if (thrown.code === 'EPIPE') process.exit()
  const values = { file: '/dev/stdout', reason: reasonOf(thrown) }
  reportFailure(terminal, new Failure('FILE_UNWRITABLE', values, { cause: thrown }), false)
  process.exit(1)
})

/** Loaded with the first question: a verb that asks the daemon nothing need not wait for it, nor for all that node:http brings along. */
const ask: Client = async (one, input) => {
  const { daemonExchange } = await import('./cli/daemon-exchange.ts')
  const { createClient } = await import('./web/api/client.ts')
  return createClient(daemonExchange(apiSocket(home), home))(one, input)
}
const fetch: Fetch = async (one, input) => {
  const { daemonStream } = await import('./cli/daemon-exchange.ts')
  const { createFetch } = await import('./web/api/client.ts')
  return createFetch(daemonStream(apiSocket(home), home))(one, input)
}

const context: CliContext = {
  terminal,
  home,
  version,
  ask,
  fetch,
  describeConfig: async () => {
    const { describeConfig } = await import('./base/config.ts')
    return describeConfig(home, environment)
  },
  up,
  upDetached: (options) => spawnDaemon(options, home),
  analyze: async (file, options, progress, takeIntervals) => {
    const { analyzeFile } = await import('./services/traffic/file-analysis.ts')
    return analyzeFile(file, options, progress, takeIntervals)
  },
  restore: async (file, progress) => {
    const { restore } = await import('./restore.ts')
    return restore({ home, environment, file, progress })
  },
  doctor: async (terminal) => {
    const { examine } = await import('./doctor.ts')
    return examine({ home, environment, terminal })
  },
}

process.exitCode = await runProgram(process.argv.slice(2), context)
