import path from 'node:path'
import { serverOf } from '../support/daemon-view.ts'
import { sleep } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'
import { CONTROL_VARIABLE, command, type Order, STEP_VARIABLE } from './control.ts'

const PRELOAD = new URL('./preload.ts', import.meta.url).href
/** As a service manager would after a start that failed. */
const RESTART_PAUSE_MS = 500
/** A daemon that does not end within this when the campaign is over is broken. */
const END_WITHIN_MS = 60_000

/** Plays the service manager of one Vigie: starts it again as soon as it has died, and does nothing else. */
export class Supervisor {
  readonly home: string
  readonly #folder: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #finished: { log: string }[] = []
  /** When each daemon died before its time, in ms of the machine. */
  readonly deaths: number[] = []
  /** Why starts failed. */
  readonly failedStarts: string[] = []
  #starts = 0
  #step = 0
  #ending = false
  #current: Vigie | undefined
  #running: Promise<void> = Promise.resolve()

  /** `folder` is for sockets: it must outlive a disk of the home that is full. */
  constructor(home: string, folder: string, environment: Readonly<Record<string, string>>) {
    this.home = home
    this.#folder = folder
    this.#environment = environment
  }

  /** Resolves when the first daemon is up. */
  async start(): Promise<void> {
    const first = await this.#launch()
    this.#running = this.#watch(first)
  }

  /** The daemon that runs; undefined while none is up. */
  get daemon(): Vigie | undefined {
    return this.#current
  }

  /** Waits for a daemon that is up. */
  async whenUp(): Promise<Vigie> {
    while (this.#current === undefined) await sleep(20)
    return this.#current
  }

  /** An order to the daemon from inside; false where it has no thread that could obey. */
  async command(order: Order): Promise<boolean> {
    if (order.do === 'step') this.#step += order.milliseconds // the machine's clock stays so
    await this.whenUp()
    return command(this.#controlPath(), order).catch(() => false)
  }

  async killDaemon(): Promise<void> {
    const { pid } = await this.whenUp()
    process.kill(pid, 'SIGKILL')
  }

  /** The pid of one of its servers, once that runs. */
  async serverPid(name: 'mysql' | 'redis'): Promise<number> {
    for (;;) {
      const server = await serverOf(this.home, name).catch(() => undefined)
      if (server?.state === 'running' && server.pid !== undefined) return server.pid
      await sleep(20)
    }
  }

  /** How far the machine's clock was stepped in all, in ms. */
  get step(): number {
    return this.#step
  }

  /** All that its daemons have written to their logs. */
  log(): string {
    return [...this.#finished.map(({ log }) => log), this.#current?.log() ?? ''].join('')
  }

  async end(): Promise<void> {
    this.#ending = true
    const daemon = this.#current
    if (daemon !== undefined) await Promise.race([daemon.stop(), sleep(END_WITHIN_MS)])
    await this.#running
  }

  #controlPath(): string {
    return path.join(this.#folder, `${this.#starts}.sock`)
  }

  async #launch(): Promise<Vigie> {
    this.#starts++
    const environment = {
      ...this.#environment,
      [CONTROL_VARIABLE]: this.#controlPath(),
      [STEP_VARIABLE]: String(this.#step),
    }
    const daemon = await startVigie({ home: this.home, environment, preload: PRELOAD })
    this.#current = daemon
    return daemon
  }

  async #watch(first: Vigie): Promise<void> {
    let daemon: Vigie | undefined = first
    while (!this.#ending) {
      if (daemon === undefined) {
        await sleep(RESTART_PAUSE_MS)
      } else {
        await daemon.ended
        this.#finished.push({ log: daemon.log() })
        this.#current = undefined
        if (this.#ending) return
        this.deaths.push(Date.now())
      }
      daemon = await this.#launch().catch((thrown: unknown) => {
        const why = String(thrown)
        this.failedStarts.push(why)
        this.#finished.push({ log: `${why}\n` })
        return undefined
      })
    }
    await daemon?.stop()
  }
}
