import { statfs } from 'node:fs/promises'
import { type Clock, pause } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Appender, LogReader } from '../../events/index.ts'
import { type DiskBounds, nextDiskLevel } from './disk-level.ts'
import { type DiskEvent, type DiskLevel, diskStream } from './events.ts'

/** How often the disk is looked at: at 100 MB/s it loses a quarter of the smallest default bound meanwhile. */
const LOOK_MS = 2_000

/** The fullest of the file systems that Vigie writes to. */
export type DiskState = {
  readonly level: DiskLevel
  readonly folder: string
  readonly freeBytes: number
}

type Dependencies = {
  readonly appender: Appender
  readonly reader: LogReader
  readonly clock: Clock
  readonly log: Log
  readonly sensor: string
  /** One that is not there is passed over. */
  readonly folders: readonly string[]
  readonly bounds: DiskBounds
}

/**
 * Watches the disk, so that what can be given up is given up before it is full: packets first, then interval rows. What the rest is for is
 * the log, which says so. A level holds from the moment that it is seen; its event follows when it can.
 */
export class DiskGuard {
  readonly #deps: Dependencies
  readonly #listeners = new Set<(level: DiskLevel) => void>()
  #state: DiskState
  #changedAt = 0
  /** What the log says; undefined until it was asked. */
  #recorded: DiskLevel | undefined

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
    this.#state = { level: 'enough', folder: dependencies.folders[0] ?? '', freeBytes: 0 }
  }

  get state(): DiskState {
    return this.#state
  }

  /** Calls `listener` with the level as it is, and whenever it changes. */
  subscribe(listener: (level: DiskLevel) => void): void {
    this.#listeners.add(listener)
    listener(this.#state.level)
  }

  /** Looks once. Never throws: where nothing can be said, the level stays. */
  async look(): Promise<void> {
    const { folders, bounds, clock, log, sensor } = this.#deps
    const found = (await Promise.all(folders.map(freeOf))).filter((one) => one !== undefined)
    const fullest = found.toSorted((a, b) => a.freeBytes - b.freeBytes)[0]
    if (fullest === undefined) return
    const before = this.#state.level
    const level = nextDiskLevel(before, fullest.freeBytes, bounds)
    this.#state = { level, ...fullest }
    if (level === before) return
    this.#changedAt = clock.now()
    log.warn({ sensor, from: before, to: level, ...fullest }, 'the disk has another level')
    for (const listener of this.#listeners) listener(level)
  }

  /** Looks and records until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look()
      await this.#record().catch((thrown: unknown) =>
        this.#deps.log.debug({ err: thrown }, 'the level of the disk is said later'),
      )
      await pause(LOOK_MS, signal)
    }
  }

  /** Says in the log what it does not know yet; after a start too, where the level changed while nobody looked. */
  async #record(): Promise<void> {
    const { appender, reader, clock, sensor } = this.#deps
    const { level: to, freeBytes } = this.#state
    this.#recorded ??= await recordedLevel(reader, sensor)
    const from = this.#recorded
    if (from === to) return
    if (this.#changedAt === 0) this.#changedAt = clock.now()
    const event: DiskEvent = { type: 'DiskLevelChanged', data: { sensor, from, to, freeBytes } }
    await appender.append({
      stream: diskStream(sensor),
      expected: 'any',
      events: [event],
      commandId: `disk/${sensor}/${this.#changedAt}/${to}`,
      actor: 'disk',
      now: this.#changedAt,
    })
    this.#recorded = to
  }
}

const recordedLevel = async (reader: LogReader, sensor: string): Promise<DiskLevel> => {
  const [last] = await reader.readLast(1, diskStream(sensor))
  return last === undefined ? 'enough' : (last.data as DiskEvent['data']).to
}

const freeOf = async (folder: string) => {
  const found = await statfs(folder).catch(() => undefined)
  return found && { folder, freeBytes: found.bavail * found.bsize }
}
