import { Failure } from '../../../base/failure.ts'
import type { FileBreak } from '../../../base/traffic/file-figures.ts'
import { CaptureFeed } from '../../../wire/file/capture-feed.ts'
import type {
  CaptureFormat,
  CaptureInterface,
  PacketSink,
} from '../../../wire/file/capture-file.ts'
import { openPieces } from './file-pieces.ts'
import { GZIP_HEAD_BYTES, GzipPieces, isGzip } from './gzip-pieces.ts'

/** What a capture file was besides its packets. */
export type FileOutcome = {
  readonly format: CaptureFormat
  readonly packets: number
  /** Null where it was read to its end. */
  readonly brokenOff: FileBreak | null
  readonly interfaces: readonly CaptureInterface[]
}

export type ReadOptions = {
  /**
   * Called after each piece: of a gigabyte, some thousand times. Bytes as they lie on the disk; of a pipe nobody knows the total. A promise
   * that it returns is waited for before anything more is read.
   */
  readonly onProgress?: (bytesRead: number, bytesTotal: number | undefined) => unknown
  /** Once it is aborted, reading breaks off as STOPPED. */
  readonly signal?: AbortSignal
}

/**
 * Hands each packet of the capture file `file` (`-`: standard input) to `sink`: pcap or pcapng, plain or compressed with gzip. A file
 * that is cut or damaged is read up to there. Throws FILE_UNREADABLE, CAPTURE_FILE_EMPTY, CAPTURE_FILE_FORMAT, what the sink
 * and `onProgress` throw, or the signal's reason where nobody knew yet what the file is.
 */
export const readCaptureFile = async (
  file: string,
  sink: PacketSink,
  options: ReadOptions,
): Promise<FileOutcome> => {
  const { signal, onProgress } = options
  const { bytesTotal, pieces } = await openPieces(file, signal)
  let bytesRead = 0
  const counted = async function* () {
    for await (const piece of pieces) {
      bytesRead += piece.length
      yield piece
    }
  }
  const { head, all } = await behead(counted())
  const gzip = isGzip(head) ? new GzipPieces(all) : undefined
  const feed = new CaptureFeed(sink)
  for await (const piece of gzip ?? all) {
    feed.write(piece)
    await onProgress?.(bytesRead, bytesTotal)
    if (!feed.isOpen || signal?.aborted === true) break
  }
  feed.end()
  const { reader, restBytes } = feed
  if (reader === undefined) {
    signal?.throwIfAborted()
    throw new Failure(bytesRead === 0 ? 'CAPTURE_FILE_EMPTY' : 'CAPTURE_FILE_FORMAT', { file })
  }
  const { format, packets, interfaces, offset, bytesRequired: expected } = reader
  const elsewhere = signal?.aborted === true ? 'STOPPED' : gzip?.brokenOff
  const code: FileBreak['code'] | undefined = elsewhere ?? (restBytes > 0 ? 'CUT' : undefined)
  const rest = code === undefined ? null : { code, offset, found: restBytes, expected }
  return { format, packets, brokenOff: reader.brokenOff ?? rest, interfaces }
}

/** The first bytes, enough to tell gzip, and all the pieces, these among them. */
const behead = async (
  pieces: AsyncGenerator<Uint8Array, void>,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> => {
  let head = Buffer.alloc(0)
  while (head.length < GZIP_HEAD_BYTES) {
    const { done, value } = await pieces.next()
    if (done === true) break
    head = Buffer.concat([head, value])
  }
  const all = async function* () {
    try {
      yield head
      yield* pieces
    } finally {
      // Whoever leaves at the head has not begun with the pieces, which are to be closed all the same.
      await pieces.return()
    }
  }
  return { head, all: all() }
}
