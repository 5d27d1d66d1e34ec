import { once } from 'node:events'

/** Writes chunks to standard output, no faster than its reader takes them. */
export const toStandardOutput = async (
  chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): Promise<void> => {
  for await (const chunk of chunks) {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
  }
}
