import { chown, lstat, mkdir } from 'node:fs/promises'
import { Failure } from '../base/failure.ts'

/** An unprivileged account of this machine, by number. */
export type Owner = { readonly uid: number; readonly gid: number }

/**
 * A folder that only `owner` (undefined: this process's user) may enter, made where it is missing. One that is there
 * already and belongs to somebody else, or lets others in, throws HOME_UNUSABLE: in /tmp anybody could have made it.
 */
export const createOwnedFolder = async (path: string, owner: Owner | undefined): Promise<void> => {
  const made = await mkdir(path, { mode: 0o700 }).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'EEXIST') return false
      throw thrown
    },
  )
  if (made && owner) await chown(path, owner.uid, owner.gid)
  const found = await lstat(path)
  const uid = owner?.uid ?? process.getuid?.()
  const reason = !found.isDirectory()
    ? 'it is not a folder'
    : found.uid !== uid
      ? `it belongs to user ${found.uid}, not to ${uid}`
      : found.mode & 0o077
        ? 'others may enter it; "chmod 700" closes it'
        : undefined
  if (reason) throw new Failure('HOME_UNUSABLE', { path, reason })
}
