import { type FileHandle, lstat, open, rename } from 'node:fs/promises'
import { APPEND_OWN_LOG } from '../base/log-file.ts'
import type { Owner } from './owned-folder.ts'

/** A server's log is put aside once it is larger, at its start and while it runs; one old log is kept. */
export const SERVER_LOG_BYTES_MAX = 1024 * 1024

/** Enough for the last lines of a server that did not start. */
const TAIL_BYTES = 8 * 1024

/** The file that one server writes to, opened by us, because the server may not enter the home. */
export type ServerLog = { readonly handle: FileHandle; readonly lastLine: () => Promise<string> }

/** Opens the log for appending, after rotation. `lastLine` reads what came after the opening. The caller closes the handle. */
export const openServerLog = async (path: string, owner: Owner | undefined): Promise<ServerLog> => {
  const size = await lstat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > SERVER_LOG_BYTES_MAX) await rename(path, `${path}.1`)
  const handle = await open(path, APPEND_OWN_LOG, 0o600)
  const { size: from, nlink } = await handle.stat()
  if (owner && nlink === 1) await handle.chown(owner.uid, owner.gid)
  return { handle, lastLine: () => lastLineOf(path, from) }
}

/** The last line that tells of a fault, else the last one; "it wrote nothing" where there is none. */
const lastLineOf = async (path: string, from: number): Promise<string> => {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const start = Math.max(from, size - TAIL_BYTES)
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(Math.max(0, size - start)),
      0,
      size - start,
      start,
    )
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    return told(
      lines.findLast((line) => /\[ERROR\](?! Aborting)|# |FATAL/.test(line)) ?? lines.at(-1),
    )
  } finally {
    await handle.close()
  }
}

/** Without the time and the pid before the message: the log has them. */
const told = (line: string | undefined): string =>
  line === undefined
    ? 'it wrote nothing'
    : line.replace(/^.*?\[ERROR\] /, '').replace(/^\d+:\w \d+ \w+ \d+ [\d:.]+ [#*] /, '')
