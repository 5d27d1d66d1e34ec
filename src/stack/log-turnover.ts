import { copyFile, lstat, rm, truncate } from 'node:fs/promises'

/**
 * Puts the lines of a log that has grown beyond `bytesMax` aside in `old`, and empties it; whoever writes to it must append. Lines that are
 * written meanwhile may be lost. Where a full disk has no room for the old lines they go: what is bounded must stay bounded.
 */
export const turnOverLog = async (file: string, old: string, bytesMax: number): Promise<void> => {
  const found = await lstat(file).catch(() => undefined)
  if (found === undefined || !found.isFile() || found.size <= bytesMax) return
  await copyFile(file, old).catch(() => rm(old, { force: true }))
  await truncate(file)
}
