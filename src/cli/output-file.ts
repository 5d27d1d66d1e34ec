import { constants } from 'node:fs'
import { access, open, rename, rm } from 'node:fs/promises'
import { Failure, reasonOf } from '../base/failure.ts'
import { progressLine } from './progress-line.ts'
import type { Terminal } from './terminal.ts'

/** Where the growing file stands until it is whole. */
const partOf = (file: string): string => `${file}.part`

/**
 * Writes chunks to `file`, readable by its owner alone, and returns how many bytes. The file has its name only once it is whole and on the
 * disk; whatever fails before leaves nothing behind. Throws FILE_EXISTS (unless `force`), FILE_UNWRITABLE, or what the chunks throw.
 */
export const writeOutputFile = async (
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  { force, written }: { readonly force: boolean; readonly written: (bytes: number) => void },
): Promise<number> => {
  await refuseExisting(file, force)
  const part = partOf(file)
  const handle = await open(part, 'w', 0o600).catch((thrown: unknown) => {
    throw unwritable(file, thrown)
  })
  let bytes = 0
  try {
    for await (const chunk of chunks) {
      await handle.writeFile(chunk).catch((thrown: unknown) => {
        throw unwritable(file, thrown)
      })
      bytes += chunk.length
      written(bytes)
    }
    await handle.sync()
    await handle.close()
    await rename(part, file)
  } catch (thrown) {
    await handle.close()
    await rm(part, { force: true })
    throw thrown
  }
  return bytes
}

/** The same with what comes from the daemon, of any length: with a line that shows how much there is. */
export const writeDownload = (
  terminal: Terminal,
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  force: boolean,
): Promise<number> => {
  const { t, format } = terminal
  const line = progressLine(terminal)
  const written = (bytes: number) =>
    line.show(undefined, t('cli.exporting', { bytes: format.bytes(bytes) }))
  return writeOutputFile(file, chunks, { force, written }).finally(line.clear)
}

/** Throws FILE_EXISTS where there is such a file and `force` does not say to replace it. */
export const refuseExisting = async (file: string, force: boolean): Promise<void> => {
  if (force) return
  const exists = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  )
  if (exists) throw new Failure('FILE_EXISTS', { file })
}

const unwritable = (file: string, thrown: unknown): Failure =>
  new Failure('FILE_UNWRITABLE', { file, reason: reasonOf(thrown) }, { cause: thrown })
