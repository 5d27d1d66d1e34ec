import { createGunzip, type Gunzip } from 'node:zlib'

/**
 * Compressed bytes that are handed to zlib at once: little, because all that comes out of them waits in memory, and that is up to
 * a thousand times as much.
 */
const SLICE_BYTES = 32 * 1024
/** Decompressed at once (bytes). */
const CHUNK_BYTES = 256 * 1024
/** CRC and length at the end of a member (RFC 1952, section 2.3.1). */
const TRAILER_BYTES = 8

/** How a gzip file begins (RFC 1952, section 2.3). */
export const GZIP_HEAD_BYTES = 2
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** Why decompression ended early: the file does, or what it has is not as it was compressed. */
export type GzipBreak = 'GZIP_CUT' | 'GZIP_DAMAGED'

/**
 * What was compressed with gzip, in one member or several, as far as it can be had. zlib works on the next slice in a thread of its
 * own while the pieces of the last one are with the reader.
 */
export class GzipPieces implements AsyncIterable<Uint8Array> {
  readonly #compressed: AsyncIterable<Uint8Array>
  #brokenOff: GzipBreak | undefined

  constructor(compressed: AsyncIterable<Uint8Array>) {
    this.#compressed = compressed
  }

  /** Known once all pieces were read; undefined where nothing broke. */
  get brokenOff(): GzipBreak | undefined {
    return this.#brokenOff
  }

  /** Throws what the compressed pieces throw. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
    const out: Uint8Array[] = []
    gunzip.on('data', (piece: Uint8Array) => out.push(piece))
    try {
      let pending = Promise.resolve<unknown>(undefined)
      for await (const slice of slicesOf(this.#compressed)) {
        const thrown = await pending
        const ready = out.splice(0)
        if (thrown === undefined) pending = write(gunzip, slice)
        yield* ready
        if (thrown !== undefined) return this.#break(thrown)
      }
      const thrown = (await pending) ?? (await end(gunzip))
      yield* out
      if (thrown !== undefined) this.#break(thrown)
    } finally {
      gunzip.destroy()
    }
  }

  #break(thrown: unknown): void {
    const isCut = thrown instanceof Error && 'code' in thrown && thrown.code === 'Z_BUF_ERROR'
    this.#brokenOff = isCut ? 'GZIP_CUT' : 'GZIP_DAMAGED'
  }
}

/**
 * Copies of the pieces, cut up. The last bytes of all come by themselves: zlib gives nothing of a slice that it finds wrong, and a
 * wrong CRC is no reason to lose what stands before it.
 */
async function* slicesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let held = Buffer.alloc(0)
  for await (const piece of pieces) {
    const bytes = Buffer.concat([held, piece])
    const end = Math.max(0, bytes.length - TRAILER_BYTES)
    for (let at = 0; at < end; at += SLICE_BYTES)
      yield bytes.subarray(at, Math.min(end, at + SLICE_BYTES))
    held = bytes.subarray(end)
  }
  yield held
}

/** Resolves to what zlib finds wrong; undefined once the slice is decompressed. */
const write = (gunzip: Gunzip, slice: Uint8Array): Promise<unknown> =>
  new Promise((resolve) => {
    gunzip.once('error', resolve)
    gunzip.write(slice, () => {
      gunzip.off('error', resolve)
      resolve(undefined)
    })
  })

/** Zeros behind the last member, as a tape pads a file, are its end already. */
const end = (gunzip: Gunzip): Promise<unknown> =>
  new Promise((resolve) => {
    if (gunzip.readableEnded) return resolve(undefined)
    gunzip.once('error', resolve)
    gunzip.once('end', () => resolve(undefined))
    gunzip.end()
  })
