import { readdir, rmdir, unlink } from 'node:fs/promises'
import path from 'node:path'
import { type Clock, pause } from '../../../base/clock.ts'
import { derivedId, ID_PATTERN } from '../../../base/ids.ts'
import type { Log } from '../../../base/log.ts'
import type { Database } from '../../../db/database.ts'
import type { Appender } from '../../../events/index.ts'
import type { EngineHost } from '../engine/engine-host.ts'
import { type PacketFileEnd, type PacketFileKey, packetStream } from './packet-events.ts'
import { packetFileName, placeOf } from './packet-file-name.ts'
import { keptPacketFiles, packetFileState } from './packet-file-view.ts'
import { examinePacketFile, salvagePacketFile } from './packet-salvage.ts'
import type { SavedFile, SaveOrder } from './packet-writer.ts'

/** How often the bounds are applied and the folder is compared with the log. */
const ROUND_MS = 30_000
/** A file is an hour of a quiet network at most: what is lost with a damaged one, and what a discarded one takes along. */
const FILE_MS = 3_600_000
/** The files of a full ring, so that discarding one makes room without taking much… */
const FILES_OF_A_RING = 16
/** …each of at least a megabyte and at most what is still quick to copy and to open. */
const FILE_BYTES_MIN = 1024 * 1024
const FILE_BYTES_MAX = 64 * 1024 * 1024
/** Files named in one event. */
const FILES_PER_EVENT = 100

export type PacketBounds = {
  /** All saved packets of this sensor together, but for the files that are growing. */
  readonly bytes: number
  /** How long packets are kept, in ms. */
  readonly ageMs: number
}

type Dependencies = {
  readonly db: Database
  readonly appender: Appender
  readonly clock: Clock
  readonly log: Log
  readonly sensor: string
  /** Where the files are: a folder of each capture below it. */
  readonly folder: string
  readonly bounds: PacketBounds
}

/** Packets of one segment that are being saved. */
export type Saving = {
  readonly order: SaveOrder
  readonly saved: (file: SavedFile) => void
  /** A file of this number goes no further: what was written of it is taken in. */
  readonly broken: (number: number) => void
  /** After the engine has ended, in whatever way. */
  readonly close: () => Promise<void>
}

/** A ring of files on this sensor's disk: takes in what the captures save, and discards the oldest when its bounds are reached. */
export class PacketStore {
  readonly #deps: Dependencies
  readonly #hosts = new Set<EngineHost>()
  /** Segments whose engine runs, by folder and segment: their growing file is nobody's to take in. */
  readonly #growing = new Set<string>()
  /** Files of these segments that grow no more, although nobody finished them. */
  readonly #broken = new Set<string>()
  #paused = false
  #round: Promise<void> = Promise.resolve()

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  get sensor(): string {
    return this.#deps.sensor
  }

  /** The folder of a capture's or watch's files. */
  folderOf(captureId: string): string {
    return path.join(this.#deps.folder, captureId)
  }

  open(
    { captureId, segment }: { readonly captureId: string; readonly segment: number },
    host: EngineHost,
  ): Saving {
    const folder = this.folderOf(captureId)
    const { bounds } = this.#deps
    const share = Math.floor(bounds.bytes / FILES_OF_A_RING)
    const fileBytes = Math.min(Math.max(share, FILE_BYTES_MIN), FILE_BYTES_MAX)
    const growing = `${captureId}/${segment}`
    this.#hosts.add(host)
    this.#growing.add(growing)
    if (this.#paused) host.pauseSaving(true)
    return {
      order: { folder, segment, fileBytes, fileMs: Math.min(FILE_MS, bounds.ageMs) },
      saved: (file) => void this.#take({ captureId, segment, number: file.number }, file),
      broken: (number) => this.#broken.add(keyOf({ captureId, segment, number })),
      close: async () => {
        this.#hosts.delete(host)
        this.#growing.delete(growing)
        await this.tidy()
      },
    }
  }

  /** Whether packets are saved at all: a disk that fills up keeps what it has for the figures. */
  pause(paused: boolean): void {
    this.#paused = paused
    for (const host of this.#hosts) host.pauseSaving(paused)
  }

  /** Keeps the folder within its bounds until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.tidy()
      await pause(ROUND_MS, signal)
    }
  }

  /** Takes in what is there and not yet known, discards what is beyond the bounds. One at a time. Never throws: the next round does it. */
  tidy(): Promise<void> {
    this.#round = this.#round.then(async () => {
      try {
        await this.#compare()
        await this.#discardBeyondBounds()
      } catch (thrown) {
        this.#deps.log.warn({ err: thrown }, 'saved packets wait to be looked after')
      }
    })
    return this.#round
  }

  /** Says a file in the log. Where that fails, the next round finds the file. */
  async #take(key: PacketFileKey, file: Omit<SavedFile, 'number'>): Promise<void> {
    const { appender, clock, sensor, log } = this.#deps
    const now = clock.now()
    const { bytes, packets, firstAt, lastAt, sha256 } = file
    await appender
      .append({
        stream: packetStream(sensor, dayOf(now)),
        expected: 'any',
        events: [
          {
            type: 'PacketsSaved',
            data: { ...key, sensor, bytes, packets, firstAt, lastAt, sha256 },
          },
        ],
        commandId: `packets/${keyOf(key)}`,
        actor: 'worker',
        now,
      })
      .catch((thrown: unknown) =>
        log.warn({ ...key, err: thrown }, 'saved packets are not in the log yet'),
      )
  }

  /** Compares the folder with the log: what a crash left growing gets its name, what the log does not know is said, what it gave up goes. */
  async #compare(): Promise<void> {
    const { db, sensor, folder: all } = this.#deps
    const kept = new Set((await keptPacketFiles(db, sensor)).map(keyOf))
    for (const captureId of await namesIn(all)) {
      if (!ID_PATTERN.test(captureId)) continue
      const folder = this.folderOf(captureId)
      for (const name of await namesIn(folder)) {
        const place = placeOf(name)
        if (place === undefined) continue
        const { segment, number, isPart } = place
        const key = { captureId, segment, number }
        const grows = this.#growing.has(`${captureId}/${segment}`) && !this.#broken.has(keyOf(key))
        if (isPart && grows) continue
        if (!isPart && kept.has(keyOf(key))) continue
        const state = await packetFileState(db, key)
        if (!isPart && state === 'kept') continue // of this sensor under an earlier name
        const whole = path.join(folder, packetFileName(place))
        if (state === 'discarded') await unlink(path.join(folder, name))
        else {
          const facts = isPart
            ? await salvagePacketFile(path.join(folder, name), whole)
            : await examinePacketFile(whole)
          if (facts === undefined)
            await unlink(path.join(folder, name)) // not one packet in it
          else await this.#take(key, facts)
          this.#broken.delete(keyOf(key))
        }
      }
    }
  }

  async #discardBeyondBounds(): Promise<void> {
    const { db, sensor, bounds, clock } = this.#deps
    const files = await keptPacketFiles(db, sensor)
    const tooOld = clock.now() - bounds.ageMs
    const aged = files.filter(({ lastAt }) => lastAt < tooOld)
    const young = files.filter(({ lastAt }) => lastAt >= tooOld)
    let excess = young.reduce((sum, { bytes }) => sum + bytes, 0) - bounds.bytes
    const beyond = young.filter(({ bytes }) => {
      if (excess <= 0) return false
      excess -= bytes
      return true
    })
    await this.#discard(aged, 'age')
    await this.#discard(beyond, 'bytes')
  }

  /** First said, then done: a crash between the two leaves a file that the next comparison removes. */
  async #discard(files: readonly PacketFileKey[], reason: PacketFileEnd): Promise<void> {
    const { appender, clock, sensor } = this.#deps
    for (let at = 0; at < files.length; at += FILES_PER_EVENT) {
      const now = clock.now()
      const some = files
        .slice(at, at + FILES_PER_EVENT)
        .map(({ captureId, segment, number }) => ({ captureId, segment, number }))
      await appender.append({
        stream: packetStream(sensor, dayOf(now)),
        expected: 'any',
        events: [{ type: 'PacketsDiscarded', data: { sensor, reason, files: some } }],
        commandId: `discard/${derivedId(...some.map(keyOf))}`,
        actor: 'worker',
        now,
      })
      for (const key of some) await this.#remove(key)
    }
  }

  async #remove(key: PacketFileKey): Promise<void> {
    const folder = this.folderOf(key.captureId)
    await unlink(path.join(folder, packetFileName(key))).catch(unlessMissing)
    if ((await namesIn(folder)).length === 0) await rmdir(folder).catch(unlessMissing)
  }
}

const keyOf = ({ captureId, segment, number }: PacketFileKey): string =>
  `${captureId}/${segment}/${number}`

const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10)

/** The names in a folder; none where there is no such folder. */
const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, 'utf8').catch(unlessMissing)) ?? []

const unlessMissing = (thrown: NodeJS.ErrnoException): undefined => {
  if (thrown.code !== 'ENOENT' && thrown.code !== 'ENOTEMPTY') throw thrown
}
