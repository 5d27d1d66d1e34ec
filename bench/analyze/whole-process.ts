import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const PEAK_SCRIPT = fileURLToPath(new URL('./peak-script.ts', import.meta.url))
/** A peer that takes longer than this is ended, and the bench with it. */
const RUN_MS_MAX = 300_000
/** All run on one processor, one after the other; the first has more to do for the rest of the machine. */
const CPU = String(availableParallelism() - 1)
/** What a shell says that its children have used: user, system. */
const TIMES = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/

export type WholeRun = {
  readonly elapsedMs: number
  /** User and system time of all its threads. */
  readonly cpuMs: number
}

/**
 * Runs a program from its start to its end, its output thrown away. CPU time comes from the shell around it, to 1/100 s. Node keeps what
 * it has compiled in `compileCache`, as Vigie's launcher has it.
 */
export const runWhole = async (
  command: readonly string[],
  compileCache: string,
): Promise<WholeRun> => {
  const script = '"$@" >/dev/null 2>&1 || exit 1; times'
  const from = performance.now()
  const { stdout } = await run('taskset', ['-c', CPU, 'sh', '-c', script, 'sh', ...command], {
    timeout: RUN_MS_MAX,
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  })
  const elapsedMs = performance.now() - from
  const [, ...used] = TIMES.exec(stdout) ?? []
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = used.map(Number)
  return { elapsedMs, cpuMs: 60_000 * (userMinutes + systemMinutes) + 1_000 * (user + system) }
}

/** The most memory that a Node program (script and arguments) held, in MB; its output is thrown away. */
export const peakMemory = async (
  program: readonly string[],
  compileCache: string,
): Promise<number> => {
  const child = spawn(process.execPath, ['--import', PEAK_SCRIPT, ...program], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  let said = ''
  child.stdio[3]?.on('data', (chunk) => {
    said += chunk
  })
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`${program.join(' ')} ended with ${status}`)
  return (Number(said) * 1_024) / 1e6
}
