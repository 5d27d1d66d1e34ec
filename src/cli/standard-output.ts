import { once } from 'node:events'

/** Written at once. */
const BLOCK_BYTES = 65_536
/** Of a code unit of UTF-16 in UTF-8, at most. */
const UNIT_BYTES = 3

/** Writes chunks to standard output, no faster than its reader takes them. */
export const toStandardOutput = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const chunk of chunks) {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
  }
}

/**
 * The same with many short texts. They are put together in one memory, again and again: as strings each would be copied several times,
 * and the copies, outside of the heap, wait long for the collector.
 */
export const textsToStandardOutput = async (texts: Iterable<string>): Promise<void> => {
  let block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  let used = 0
  for (const text of texts) {
    const most = UNIT_BYTES * text.length
    if (used + most > block.length) {
      await written(block.subarray(0, used))
      used = 0
      if (most > block.length) block = Buffer.allocUnsafeSlow(most)
    }
    used += block.write(text, used)
  }
  await written(block.subarray(0, used))
}

/** Returns once the chunk is no longer needed. */
const written = (chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
