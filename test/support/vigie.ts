import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { asServiceInNamespace, withoutPrivilege } from './privilege.ts'
import { createHome, removeHome } from './stack.ts'
import { ROOT } from './unit-file.ts'

const MAIN = path.join(ROOT, 'src/main.ts')
/** As the launcher has it: a command begins in half of the time. */
const COMPILE_CACHE =
  process.env['NODE_COMPILE_CACHE'] ?? path.join(ROOT, '.toolchain/compile-cache')
/** A first start makes the databases' data. */
const START_MS_MAX = 60_000
const STOP_MS_MAX = 60_000

/** What a command said. */
export type Answer = {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** The last line of standard output as JSON. Throws where it is none. */
  readonly json: () => Record<string, unknown>
}

export type VigieOptions = {
  /** Settings as variables. Ports are 0 (any free one) unless said otherwise. */
  readonly environment?: Readonly<Record<string, string>>
  /** The network namespace that the daemon lives in. */
  readonly namespace?: string
  readonly roles?: readonly string[]
  /** A home that another one left; else a new one. */
  readonly home?: string
  /**
   * The URL of a module that the daemon and its threads load before their own code. A word of the command, because Node heeds no NODE_OPTIONS
   * where its file has capabilities.
   */
  readonly preload?: string
  /** Runs the daemon and the commands without any capability; where the tests are root's, as nobody, which must be able to write the home. */
  readonly unprivileged?: true
}

/** A real Vigie with its own servers, in a home of its own. */
export type Vigie = {
  readonly home: string
  readonly pid: number
  /** What `vigie up --json` said: pid, console, firstPassword. */
  readonly started: Record<string, unknown>
  /** Runs a command against it and waits for its end. */
  readonly cli: (...args: readonly string[]) => Promise<Answer>
  /** All that the daemon wrote to its log until now. */
  readonly log: () => string
  /** Resolves when the daemon has ended, for whatever reason. */
  readonly ended: Promise<unknown>
  /** Ends it in order; returns its exit status. */
  readonly stop: () => Promise<number | null>
  /** kill -9 of the daemon alone. */
  readonly kill: () => Promise<void>
  /** Ends it and removes what it left on this machine. */
  readonly cleanUp: () => Promise<void>
}

const environmentOf = (home: string, options: VigieOptions): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
  NODE_COMPILE_CACHE: COMPILE_CACHE,
  VIGIE_HOME: home,
  VIGIE_WEB_PORT: '0',
  VIGIE_MAIL_SMTP_PORT: '0',
  ...options.environment,
})

const start = (args: readonly string[], home: string, options: VigieOptions): ChildProcess => {
  const preload = options.preload === undefined ? [] : [`--import=${options.preload}`]
  const command = [process.execPath, ...preload, MAIN, ...args]
  const inside =
    options.namespace === undefined
      ? [...(options.unprivileged ? withoutPrivilege : []), ...command]
      : ['ip', 'netns', 'exec', options.namespace, ...asServiceInNamespace, ...command]
  const [program = '', ...rest] = inside
  return spawn(program, rest, {
    env: environmentOf(home, options),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs one command to its end, with a home that may have no daemon. */
export const runVigie = async (
  args: readonly string[],
  home: string,
  options: VigieOptions = {},
): Promise<Answer> => {
  const child = start(args, home, options)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const [status] = (await once(child, 'close')) as [number | null]
  const json = () => JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>
  return { status, stdout, stderr, json }
}

/** Starts a daemon and waits until it is up. Throws with its log where it does not come up. */
export const startVigie = async (options: VigieOptions = {}): Promise<Vigie> => {
  const home = options.home ?? (await createHome())
  const roles = (options.roles ?? []).flatMap((role) => ['--role', role])
  const child = start(['up', '--json', ...roles], home, options)
  let log = ''
  let stdout = ''
  child.stderr?.on('data', (chunk) => {
    log += chunk
  })
  const ended = once(child, 'close') as Promise<[number | null]>
  const started = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`no start:\n${log}`))
    }, START_MS_MAX)
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
      if (!stdout.includes('\n')) return
      const said = JSON.parse(stdout.split('\n')[0] ?? '') as Record<string, unknown>
      if (said['pid'] === undefined) return // a failure, which its end will tell
      clearTimeout(timer)
      resolve(said)
    })
    void ended.then(() => {
      clearTimeout(timer)
      reject(new Error(`it ended at its start:\n${stdout}\n${log}`))
    })
  })
  const pid = Number(started['pid'])
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, 'SIGTERM')
    const timer = setTimeout(() => process.kill(pid, 'SIGKILL'), STOP_MS_MAX)
    const [status] = await ended
    clearTimeout(timer)
    return status
  }
  return {
    home,
    pid,
    started,
    // From outside of its namespace: a Unix socket is reached from everywhere.
    cli: (...args) => runVigie(args, home, withoutNamespace(options)),
    log: () => log,
    ended,
    stop,
    kill: async () => {
      process.kill(pid, 'SIGKILL')
      await ended
    },
    cleanUp: async () => {
      await stop()
      await removeHome(home)
    },
  }
}

const withoutNamespace = ({ namespace: _, ...options }: VigieOptions): VigieOptions => options
