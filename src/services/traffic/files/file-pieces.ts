import { closeSync, fstatSync, open, read, readSync } from 'node:fs'
import { Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { addAbortSignal, type Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Failure, reasonOf } from '../../../base/failure.ts'

/**
 * Read at once (bytes). What the kernel put there is still in the processor's cache when it is parsed: of twice as much it is not,
 * and half as much means more calls.
 */
const PIECE_BYTES = 512 * 1024
/** Read ahead by another thread: it comes out of another processor's cache in any case, so fewer and larger ones are better. */
const PIECE_BYTES_AHEAD = 1024 * 1024
const STANDARD_INPUT = 0

/** The bytes of a file as it lies on a disk or comes through a pipe. */
export type FilePieces = {
  /** Known of a file, not of a pipe. */
  readonly bytesTotal: number | undefined
  /** Each is valid until the next one is asked for. Throws FILE_UNREADABLE. After an abort there are no more. */
  readonly pieces: AsyncGenerator<Uint8Array, void>
}

/** Opens `file`; `-` is standard input. It is closed after the last piece, and when the pieces are left. Throws FILE_UNREADABLE. */
export const openPieces = async (
  file: string,
  signal: AbortSignal | undefined,
): Promise<FilePieces> => {
  try {
    const descriptor = file === '-' ? STANDARD_INPUT : await promisify(open)(file, 'r')
    const status = fstatSync(descriptor)
    if (status.isFile()) {
      // On one processor the other thread would only take its turns with this one.
      const isAhead = availableParallelism() > 1
      const pieces = isAhead
        ? readAhead(file, descriptor, signal)
        : readInTurns(file, descriptor, signal)
      return { bytesTotal: status.size, pieces }
    }
    if (descriptor === STANDARD_INPUT)
      return { bytesTotal: undefined, pieces: readStream(file, process.stdin, signal) }
    // A thread that waits in `read` for a pipe would keep the process from its end: a socket waits without one.
    const isPipe = status.isFIFO() || status.isSocket()
    const pieces = isPipe
      ? readStream(file, new Socket({ fd: descriptor, readable: true, writable: false }), signal)
      : readInTurns(file, descriptor, signal)
    return { bytesTotal: undefined, pieces }
  } catch (thrown) {
    throw unreadable(file, thrown)
  }
}

/**
 * Has the next piece read while one is worked on, by a thread of the pool: the kernel's copy then costs another processor's time. There are
 * two memories, in turns.
 */
async function* readAhead(
  file: string,
  descriptor: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  let memory = Buffer.allocUnsafeSlow(PIECE_BYTES_AHEAD)
  let next = Buffer.allocUnsafeSlow(PIECE_BYTES_AHEAD)
  let ahead = filled(descriptor, next)
  try {
    while (signal?.aborted !== true) {
      const bytes = await ahead
      if (bytes instanceof Error) throw unreadable(file, bytes)
      if (bytes === 0) return
      const free = memory
      memory = next
      next = free
      ahead = filled(descriptor, next)
      yield memory.subarray(0, bytes)
    }
  } finally {
    await ahead // whoever closes the file under a thread that reads lets it read another one
    if (descriptor !== STANDARD_INPUT) closeSync(descriptor)
  }
}

/** How much could be read, or why nothing; never rejects, because nobody may be waiting for it when it fails. */
const filled = (descriptor: number, memory: Buffer): Promise<number | Error> =>
  new Promise((resolve) => {
    read(descriptor, memory, 0, memory.length, null, (failed, bytes) => resolve(failed ?? bytes))
  })

/** Reads into one memory, again and again; between two pieces the loop of events has its turn, so that signals and timers live. */
async function* readInTurns(
  file: string,
  descriptor: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const memory = Buffer.allocUnsafeSlow(PIECE_BYTES)
  try {
    while (signal?.aborted !== true) {
      const bytes = readSync(descriptor, memory)
      if (bytes === 0) return
      yield memory.subarray(0, bytes)
      await turn()
    }
  } catch (thrown) {
    throw unreadable(file, thrown)
  } finally {
    if (descriptor !== STANDARD_INPUT) closeSync(descriptor)
  }
}

async function* readStream(
  file: string,
  stream: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  if (signal !== undefined) addAbortSignal(signal, stream)
  try {
    yield* stream
  } catch (thrown) {
    if (signal?.aborted !== true) throw unreadable(file, thrown)
  }
}

const unreadable = (file: string, thrown: unknown): Failure =>
  new Failure('FILE_UNREADABLE', { file, reason: reasonOf(thrown) }, { cause: thrown })
