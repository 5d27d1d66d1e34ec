import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/failure.ts'
import { newId } from '../../base/ids.ts'
import type { Database } from '../../db/database.ts'
import type { CommandContext, CommandRunner } from '../../events/index.ts'
import {
  dayOf,
  FILE_SEGMENT,
  type Interval,
  sealIntervals,
  writeIntervals,
} from '../traffic/index.ts'
import { type CaptureCommand, capture } from './capture.ts'
import { type CaptureEvent, captureStream } from './capture-events.ts'

/** Imports that are open at once; one more, and the one that was silent for longest is forgotten. */
const OPEN_MAX = 64
/** Whoever sends nothing for so long has gone: what is read from a pipe may be silent for a while. */
const SILENT_MS_MAX = 3_600_000

type Dependencies = {
  readonly db: Database
  readonly commands: CommandRunner
  readonly clock: Clock
  readonly sensor: string
  /** Whether the disk has room for interval rows; left out: always. */
  readonly hasRoom?: () => boolean
}

/** What is known of a file once it was read. */
export type FileEnd = Pick<
  Extract<CaptureEvent, { type: 'CaptureImported' }>['data'],
  'file' | 'firstAt' | 'lastAt' | 'isBrokenOff'
>

type OpenImport = {
  readonly importedAt: number
  readonly lastAt: number
  readonly intervals: number
}

/**
 * Takes in capture files that a command has read: interval by interval, then one event. Whoever vanishes before the end leaves rows
 * without an event, which nothing adds up and retention drops. What is open is in memory only, and ends with the process.
 */
export class FileImports {
  readonly #deps: Dependencies
  /** In the order in which they were last heard of. */
  readonly #open = new Map<string, OpenImport>()

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  /** Opens an import, and returns the id that its capture will have. Throws IMPORT_NO_ROOM. */
  begin(): string {
    this.#requireRoom()
    const id = newId()
    const now = this.#deps.clock.now()
    this.#keep(id, { importedAt: now, lastAt: now, intervals: 0 })
    return id
  }

  /** Writes the next intervals. Throws IMPORT_UNKNOWN, IMPORT_NO_ROOM, or ARGUMENT_INVALID where they are not the next. */
  async add(id: string, intervals: readonly Interval[]): Promise<void> {
    const one = this.#take(id)
    this.#requireRoom()
    const next = one.intervals + intervals.length
    if (intervals.some(({ number }, index) => number !== one.intervals + index)) {
      const value = String(intervals[0]?.number ?? '')
      const expected = `interval ${one.intervals} and those behind it`
      throw new Failure('ARGUMENT_INVALID', { argument: 'intervals', value, expected })
    }
    const segment = { captureId: id, segment: FILE_SEGMENT }
    await writeIntervals(this.#deps.db, segment, intervals, dayOf(one.importedAt))
    this.#keep(id, { ...one, lastAt: this.#deps.clock.now(), intervals: next })
  }

  /** Makes a capture of what was written. Returns the position of its event, 0 where that was done before. Throws IMPORT_UNKNOWN, or ARGUMENT_INVALID where there is nothing. */
  async end(id: string, file: FileEnd, context: CommandContext): Promise<number> {
    const { db, commands, sensor } = this.#deps
    if (!this.#open.has(id)) {
      const { status } = await commands.load(capture, captureStream(id))
      if (status === 'imported') return 0
    }
    const { importedAt, intervals } = this.#take(id)
    const { totals, rowsHash } = await sealIntervals(db, { captureId: id, segment: FILE_SEGMENT })
    if (intervals === 0 || totals.intervals !== intervals) {
      const value = String(totals.intervals)
      const expected = `the ${intervals || 'first'} intervals of a file`
      throw new Failure('ARGUMENT_INVALID', { argument: 'intervals', value, expected })
    }
    const imported = { captureId: id, sensor, importedAt, ...file, totals, rowsHash }
    const command: CaptureCommand = { type: 'ImportCapture', imported }
    return (await commands.handle(capture, captureStream(id), command, context)).position
  }

  /** Whoever takes an import has it alone, and puts it back once all went well: after a failure the file is sent again as a whole. */
  #take(id: string): OpenImport {
    const one = this.#open.get(id)
    this.#open.delete(id)
    if (one === undefined || this.#deps.clock.now() - one.lastAt > SILENT_MS_MAX) {
      throw new Failure('IMPORT_UNKNOWN', { id })
    }
    return one
  }

  #keep(id: string, one: OpenImport): void {
    this.#open.set(id, one)
    const [silent] = this.#open.keys()
    if (this.#open.size > OPEN_MAX && silent !== undefined) this.#open.delete(silent)
  }

  #requireRoom(): void {
    const { hasRoom, sensor } = this.#deps
    if (hasRoom?.() === false) throw new Failure('IMPORT_NO_ROOM', { sensor })
  }
}
