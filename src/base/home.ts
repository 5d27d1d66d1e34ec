import { createHash } from 'node:crypto'
import path from 'node:path'

/** What bind(2) takes for a Unix socket on Linux, without the closing zero. */
const SOCKET_PATH_BYTES_MAX = 107

/** The data folder: VIGIE_HOME, or `.vigie` in the clone. */
export const homeFolder = (
  environment: { readonly [name: string]: string | undefined },
  clone: string,
): string => path.resolve(environment['VIGIE_HOME'] || path.join(clone, '.vigie'))

/** Where the daemon of a home listens; a path that is too long moves to a short one that only this user can enter. */
export const apiSocket = (home: string): string => {
  const inside = path.join(home, 'vigie.sock')
  if (Buffer.byteLength(inside) <= SOCKET_PATH_BYTES_MAX) return inside
  const id = createHash('sha256').update(home).digest('hex').slice(0, 12)
  return path.join(`/tmp/vigie-${process.getuid?.() ?? 0}-${id}`, 'vigie.sock')
}

export const pidFile = (home: string): string => path.join(home, 'vigie.pid')
/** The key of the console's sessions. */
export const sessionKeyFile = (home: string): string => path.join(home, 'session.key')
/** Stands in a data folder for as long as a restore fills it: what lies beside it is a part of a backup, and nobody's work. */
export const restoreMark = (home: string): string => path.join(home, 'restoring')
/** What a detached daemon says. */
export const daemonLogFile = (home: string): string => path.join(home, 'log', 'vigie.log')
