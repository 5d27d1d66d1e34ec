import { lstat, mkdir, readFile, readlink, realpath, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, reasonOf } from '../base/failure.ts'
import { derivedId } from '../base/ids.ts'
import { createOwnedFolder, type Owner } from './owned-folder.ts'

/** The system user that the servers run as where Vigie runs as root; the launcher creates it. */
export const SERVER_USER = 'vigie'

/** What bind(2) takes on Linux, without the closing zero; a longer path is EINVAL. */
const SOCKET_PATH_BYTES = 107
const LONGEST_SOCKET_NAME = '/mysql.sock'

const SYSTEM_DATA = '/var/lib/vigie'
const SYSTEM_SOCKETS = '/run/vigie'

/** Where root's servers keep the data of a home (its real path) that had none before. */
export const systemData = (home: string): string => join(SYSTEM_DATA, derivedId(home))

/** Where the servers of one home keep what they have, and who they run as. */
export type ServerFolders = {
  readonly mysqlData: string
  /** MariaDB deletes the temporary tables that it finds here at its start, also another server's: never a shared folder. */
  readonly mysqlTemporary: string
  readonly redisData: string
  /** Goes with the servers: nothing in it is worth keeping. */
  readonly sockets: string
  readonly logs: string
  /** The pid file of the stack; it lies beside the data, so that two homes that lead to the same data exclude each other. */
  readonly lock: string
  /** Undefined: the servers run as the process that starts them. */
  readonly owner: Owner | undefined
}

/**
 * Makes the folders and says where they are. Not root: data in the home, sockets in `<home>/server-sockets`, or in a short folder
 * under /tmp where that path is too long. Root: an unprivileged server cannot reach below a private home, so the data is
 * in /var/lib/vigie/<id>, the sockets in /run/vigie/<id>, and `<home>/servers` points to the data; a home that has its data
 * inside (it was used without root before) keeps it there, and the servers run as its owner.
 * Throws HOME_UNUSABLE, or SERVER_START_FAILED where root has no such user to run the servers as.
 */
export const prepareServerFolders = async (home: string): Promise<ServerFolders> => {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    const resolved = await realpath(home)
    const logs = join(resolved, 'log')
    await mkdir(logs, { recursive: true, mode: 0o700 })
    return process.getuid?.() === 0 ? await asRoot(resolved, logs) : await asUser(resolved, logs)
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown
    throw new Failure('HOME_UNUSABLE', { path: home, reason: reasonOf(thrown) }, { cause: thrown })
  }
}

const asUser = async (home: string, logs: string): Promise<ServerFolders> => {
  const inside = join(home, 'server-sockets')
  // Not under XDG_RUNTIME_DIR: that folder goes when the user logs out, a detached daemon stays.
  const short = `/tmp/vigie-${process.getuid?.() ?? 0}-${derivedId(home)}`
  const sockets = fits(inside) ? inside : short
  await createOwnedFolder(sockets, undefined)
  return foldersIn({ data: home, sockets, logs, owner: undefined })
}

const asRoot = async (home: string, logs: string): Promise<ServerFolders> => {
  const earlier = await ownerOfDataIn(home)
  const owner = earlier ?? (await serverUser(logs))
  const pointer = join(home, 'servers')
  const data = earlier ? home : ((await targetOf(pointer)) ?? systemData(home))
  const sockets = join(SYSTEM_SOCKETS, derivedId(data))
  await mkdir(SYSTEM_DATA, { recursive: true, mode: 0o755 })
  await mkdir(SYSTEM_SOCKETS, { recursive: true, mode: 0o755 })
  await createOwnedFolder(sockets, owner)
  if (!earlier) {
    await createOwnedFolder(data, owner)
    if ((await targetOf(pointer)) === undefined) await symlink(data, pointer)
  }
  return foldersIn({ data, sockets, logs, owner })
}

const foldersIn = (places: {
  readonly data: string
  readonly sockets: string
  readonly logs: string
  readonly owner: Owner | undefined
}): ServerFolders => ({
  mysqlData: join(places.data, 'mysql'),
  mysqlTemporary: join(places.data, 'mysql-temporary'),
  redisData: join(places.data, 'redis'),
  lock: join(places.data, 'servers.pid'),
  sockets: places.sockets,
  logs: places.logs,
  owner: places.owner,
})

const fits = (folder: string): boolean =>
  Buffer.byteLength(folder + LONGEST_SOCKET_NAME) <= SOCKET_PATH_BYTES

/** Who owns the data that a start without root left inside the home; undefined where there is none. */
const ownerOfDataIn = async (home: string): Promise<Owner | undefined> => {
  for (const name of ['mysql', 'redis']) {
    const found = await stat(join(home, name)).catch(() => undefined)
    if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid }
  }
  return undefined
}

/** Where the home points to. Only a folder of ours counts: root gives nothing else away to the servers' user. */
const targetOf = async (pointer: string): Promise<string | undefined> => {
  const found = await lstat(pointer).catch(() => undefined)
  if (!found) return undefined
  const target = found.isSymbolicLink() ? await readlink(pointer) : pointer
  if (/^\/var\/lib\/vigie\/[a-z0-9]+$/.test(target)) return target
  throw new Failure('HOME_UNUSABLE', {
    path: pointer,
    reason: `it leads to ${target}, not to a folder below ${SYSTEM_DATA}`,
  })
}

const serverUser = async (logs: string): Promise<Owner> => {
  for (const line of (await readFile('/etc/passwd', 'utf8')).split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === SERVER_USER) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Failure('SERVER_START_FAILED', {
    server: 'MariaDB',
    reason: `there is no user "${SERVER_USER}" to run it as; "useradd --system ${SERVER_USER}" makes one`,
    log: logs,
  })
}
