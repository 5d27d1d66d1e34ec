import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { BackOff } from '../base/back-off.ts'
import { pause, systemClock } from '../base/clock.ts'
import { Failure, reasonOf } from '../base/failure.ts'
import type { Log } from '../base/log.ts'
import type { Owner } from './owned-folder.ts'
import { openServerLog } from './server-log.ts'
import { serverSpawnOptions, tiedToParent } from './server-spawn.ts'

/** The first wait before a server that died is started again: long enough not to spin, too short to be noticed. */
const FIRST_BACK_OFF_MS = 250
/** Waits double up to this one: a full disk that is cleared is found within half a minute. */
const LONGEST_BACK_OFF_MS = 30_000
/** A server that ran this long was healthy; its next fall begins with the first wait again. */
const STABLE_MS = 60_000
/** Recovery after a crash can read a whole redo log on a slow disk; after this it is no longer recovery. */
const READY_WITHIN_MS = 90_000
/** A start takes about 300 ms; looking more often would only cost the machine. */
const LOOK_EVERY_MS = 20

/** What is run, and how one knows that it serves. */
export type ProcessPlan = {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
  readonly owner: Owner | undefined
  readonly logFile: string
  /** True once the server takes requests; never throws. */
  readonly answers: () => Promise<boolean>
  /** How long a clean stop may take before SIGKILL; in milliseconds. */
  readonly stopWithinMs: number
}

export type ProcessState = 'starting' | 'running' | 'restarting' | 'stopped'

/** What became of a server that had been running. */
export type ProcessEvents = { readonly onLost: () => void; readonly onBack: () => void }

/** One child process that is kept running until `stop`. */
export class SupervisedProcess {
  readonly #plan: ProcessPlan
  readonly #log: Log
  readonly #events: ProcessEvents
  readonly #stopping = new AbortController()
  #child: ChildProcess | undefined
  #state: ProcessState = 'starting'
  #restarts = 0
  #since = systemClock.now()
  readonly #backOff = new BackOff(FIRST_BACK_OFF_MS, LONGEST_BACK_OFF_MS)
  #revival: Promise<void> | undefined

  constructor(plan: ProcessPlan, log: Log, events: ProcessEvents) {
    this.#plan = plan
    this.#log = log
    this.#events = events
  }

  get state(): ProcessState {
    return this.#state
  }

  /** Undefined while none runs. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** How often it was started again after it had died. */
  get restarts(): number {
    return this.#restarts
  }

  /** When the present state began; milliseconds since the epoch. */
  get since(): number {
    return this.#since
  }

  /** Returns when the server answers; throws SERVER_START_FAILED, and then nothing is left running. */
  async start(): Promise<void> {
    this.#enter('starting')
    await this.#launch()
  }

  /** Returns when the process has ended and no other will be started. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#end()
    await this.#revival
    this.#enter('stopped')
  }

  async #launch(): Promise<void> {
    const { name, owner, folder, logFile } = this.#plan
    const log = await openServerLog(logFile, owner)
    const [program, args] = await tiedToParent(this.#plan.program, this.#plan.args)
    const child = spawn(program, args, {
      ...serverSpawnOptions(owner, folder),
      stdio: ['ignore', log.handle.fd, log.handle.fd],
    })
    this.#child = child
    let spawnFault: string | undefined
    child.once('error', (thrown) => {
      spawnFault = reasonOf(thrown)
    })
    child.once('close', () => this.#ended(child))
    await log.handle.close()
    // No await between the answer and the new state: a death in between would be nobody's.
    if (await this.#becomesReady(child)) return this.#enter('running')
    const late = runs(child)
    await this.#end()
    const reason =
      spawnFault ?? (late ? `no answer in ${READY_WITHIN_MS / 1000} s` : await log.lastLine())
    throw new Failure('SERVER_START_FAILED', { server: name, reason, log: logFile })
  }

  async #becomesReady(child: ChildProcess): Promise<boolean> {
    const deadline = performance.now() + READY_WITHIN_MS
    while (runs(child) && performance.now() < deadline && !this.#stopping.signal.aborted) {
      if (await this.#plan.answers()) return runs(child)
      await pause(LOOK_EVERY_MS, this.#stopping.signal)
    }
    return false
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return
    this.#child = undefined
    if (this.#state !== 'running' || this.#stopping.signal.aborted) return
    const { name } = this.#plan
    const ranMs = systemClock.now() - this.#since
    if (ranMs >= STABLE_MS) this.#backOff.reset()
    this.#log.error(
      { server: name, exit: child.exitCode, signal: child.signalCode, ranMs },
      'a server died',
    )
    this.#enter('restarting')
    this.#events.onLost()
    this.#revival = this.#revive()
  }

  /** Tries for ever, ever more slowly: a daemon has nothing better to do without its servers. */
  async #revive(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#backOff.pause(this.#stopping.signal)
      if (this.#stopping.signal.aborted) return
      this.#restarts++
      try {
        await this.#launch()
        this.#log.info({ server: this.#plan.name, restarts: this.#restarts }, 'a server runs again')
        this.#events.onBack()
        return
      } catch (thrown) {
        if (this.#stopping.signal.aborted) return
        this.#log.error(
          { server: this.#plan.name, err: thrown, nextTryMs: this.#backOff.nextMs },
          'a server does not start again',
        )
      }
    }
  }

  async #end(): Promise<void> {
    const child = this.#child
    if (!child || !runs(child)) return
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#plan.stopWithinMs)
    await closed
    clearTimeout(timer)
  }

  #enter(state: ProcessState): void {
    this.#state = state
    this.#since = systemClock.now()
  }
}

const runs = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null
