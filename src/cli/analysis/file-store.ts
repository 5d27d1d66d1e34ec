import path from 'node:path'
import type { FileFigures } from '../../base/traffic/file-figures.ts'
import type { Client } from '../../web/api/client.ts'
import {
  addIntervals,
  beginImport,
  endImport,
  IMPORT_INTERVALS_MAX,
  IMPORT_ROWS,
} from '../../web/api/imports.ts'
import { showStatus } from '../../web/api/status.ts'
import type { FileInterval } from '../context.ts'

/** What the name of a file may be long in the log; file systems let none be longer. */
const NAME_LENGTH_MAX = 255

/** Throws NOT_RUNNING or NOT_ALLOWED, before anybody waits for a file that cannot be stored. */
export const requireDaemon = async (ask: Client): Promise<void> => {
  await ask(showStatus)
}

/** Stores one file: its intervals as they come, and what is known of it at its end. */
export class FileStore {
  readonly #ask: Client
  #id: string | undefined

  constructor(ask: Client) {
    this.#ask = ask
  }

  /** Sends the next intervals, and resolves when they are written. */
  async take(intervals: readonly FileInterval[]): Promise<void> {
    for (const batch of batchesOf(intervals)) {
      this.#id ??= (await this.#ask(beginImport)).id
      await this.#ask(addIntervals, { params: { id: this.#id }, body: { intervals: batch } })
    }
  }

  /** Makes a capture of all that was taken, and returns its id; null where the file holds no packets. */
  async end({ file, firstAt, lastAt, brokenOff }: FileFigures): Promise<string | null> {
    if (this.#id === undefined || firstAt === null || lastAt === null) return null
    const name = path.basename(file).slice(0, NAME_LENGTH_MAX).toWellFormed()
    const { captureId } = await this.#ask(endImport, {
      params: { id: this.#id },
      body: {
        file: name,
        firstAt: Math.floor(firstAt),
        lastAt: Math.ceil(lastAt),
        isBrokenOff: brokenOff !== null,
      },
    })
    return captureId
  }
}

/** The intervals in requests of a bounded size. */
function* batchesOf(intervals: readonly FileInterval[]): Generator<FileInterval[]> {
  let batch: FileInterval[] = []
  let rows = 0
  for (const interval of intervals) {
    batch.push(interval)
    rows += rowsOf(interval)
    if (rows < IMPORT_ROWS && batch.length < IMPORT_INTERVALS_MAX) continue
    yield batch
    batch = []
    rows = 0
  }
  if (batch.length > 0) yield batch
}

const rowsOf = ({ protocols, devices, destinations, conversations, details }: FileInterval) =>
  1 +
  protocols.length +
  devices.length +
  destinations.length +
  conversations.length +
  details.length
