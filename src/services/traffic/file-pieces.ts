import { closeSync, fstatSync, open, readSync } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Failure, reasonOf } from '../../base/failure.ts'

/**
 * Read at once (bytes). What the kernel put there is still in the processor's cache when it is parsed: of twice as much it is not,
 * and half as much means more calls.
 */
const PIECE_BYTES = 512 * 1024
const STANDARD_INPUT = 0

/** The bytes of a file as it lies on a disk or comes through a pipe. */
export type FilePieces = {
  /** Known of a file, not of a pipe. */
  readonly bytesTotal: number | undefined
  /** Each is valid until the next one is asked for. Throws CAPTURE_FILE_UNREADABLE. After an abort there are no more. */
  readonly pieces: AsyncGenerator<Uint8Array, void>
}

/** Opens `file`; `-` is standard input. It is closed after the last piece, and when the pieces are left. Throws CAPTURE_FILE_UNREADABLE. */
export const openPieces = async (
  file: string,
  signal: AbortSignal | undefined,
): Promise<FilePieces> => {
  try {
    const descriptor = file === '-' ? STANDARD_INPUT : await promisify(open)(file, 'r')
    const status = fstatSync(descriptor)
    if (status.isFile())
      return { bytesTotal: status.size, pieces: readInTurns(file, descriptor, signal) }
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
 * Reads into one memory, again and again; between two pieces the loop of events has its turn, so that signals and timers live.
 * A thread that reads ahead takes a third more CPU where packets are only counted, because the data come out of another processor's
 * cache; the whole engine would end a sixth sooner with one, on two processors.
 */
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
  new Failure('CAPTURE_FILE_UNREADABLE', { file, reason: reasonOf(thrown) }, { cause: thrown })
