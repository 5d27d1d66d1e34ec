import { readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Durability } from './durability.ts'
import { createOwnedFolder } from './owned-folder.ts'
import { probeSocket } from './probe.ts'
import type { ServerFolders } from './server-folders.ts'
import { findServerProgram } from './server-program.ts'
import type { ProcessPlan } from './supervised-process.ts'

/** Redis has only to write the rest of its append-only file. */
const STOP_WITHIN_MS = 10_000

/** The place of this instance's socket; also what names it in the process table. */
export const redisSocket = (folders: ServerFolders): string => join(folders.sockets, 'redis.sock')

/** How to run Redis on the folders. Throws SERVER_MISSING. */
export const planRedis = async (
  folders: ServerFolders,
  options: {
    readonly durability: Durability
    readonly programFolders: readonly string[]
    /** How many numbered databases there are. */
    readonly databases: number
  },
): Promise<ProcessPlan> => {
  // Debian's redis-tools has the server too, under the name of one of its tools.
  const found = await findServerProgram('redis', options.programFolders)
  await createOwnedFolder(folders.redisData, folders.owner)
  const program = await namedAsServer(found, folders)
  const socket = redisSocket(folders)
  await rm(socket, { force: true })
  return {
    name: 'Redis',
    program,
    args: servingArgs(folders, socket, options),
    folder: folders.redisData,
    owner: folders.owner,
    logFile: join(folders.logs, 'redis.log'),
    answers: () => probeSocket(socket, 'PING\r\n', (bytes) => bytes.toString().startsWith('+PONG')),
    stopWithinMs: STOP_WITHIN_MS,
  }
}

/** The binary looks at the name it is called by; a link keeps that name through every exec on the way. */
const namedAsServer = async (found: string, folders: ServerFolders): Promise<string> => {
  if (!found.endsWith('redis-check-rdb')) return found
  const link = join(folders.sockets, 'redis-server')
  if ((await readlink(link).catch(() => undefined)) === found) return link
  await rm(link, { force: true })
  await symlink(found, link)
  return link
}

const servingArgs = (
  folders: ServerFolders,
  socket: string,
  options: { readonly durability: Durability; readonly databases: number },
): string[] => [
  ...['--port', '0'],
  ...['--unixsocket', socket],
  ...['--unixsocketperm', '700'],
  ...['--dir', folders.redisData],
  ...['--pidfile', join(folders.sockets, 'redis.pid')],
  ...['--daemonize', 'no'],
  // The process table must go on naming this instance.
  ...['--set-proc-title', 'no'],
  ...['--appendonly', 'yes'],
  ...['--appendfsync', options.durability === 'full' ? 'everysec' : 'no'],
  // The append-only file holds everything; snapshots beside it would only write it twice.
  ...['--save', ''],
  // Queues must not lose a job silently: a full Redis refuses, and the log knows what is still to do.
  ...['--maxmemory', '128mb'],
  ...['--maxmemory-policy', 'noeviction'],
  ...['--databases', String(options.databases)],
  ...['--loglevel', 'notice'],
]
