import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Durability } from './durability.ts'
import { createSystemTables } from './mariadb-bootstrap.ts'
import { createOwnedFolder } from './owned-folder.ts'
import { probeSocket } from './probe.ts'
import type { ServerFolders } from './server-folders.ts'
import { findServerProgram } from './server-program.ts'
import type { ProcessPlan } from './supervised-process.ts'

/** The account and the database that the bootstrap makes; the socket's folder is closed to others, so there is no password. */
export const MYSQL_ACCOUNT = { user: 'vigie', database: 'vigie' } as const

/** A clean stop writes what InnoDB holds in memory; with 64 MiB that takes a second on a slow card. */
const STOP_WITHIN_MS = 20_000

/** The first byte after the packet header of MySQL's greeting. */
const PROTOCOL_OFFSET = 4
const PROTOCOL_VERSION = 10

/** The place of this instance's socket. */
export const mysqlSocket = (folders: ServerFolders): string => join(folders.sockets, 'mysql.sock')

/** The argument that names this instance in the process table. */
export const mysqlMark = (folders: ServerFolders): string => `--datadir=${folders.mysqlData}`

/**
 * How to run MariaDB on the folders; makes its data on the first use. Throws SERVER_MISSING, or SERVER_START_FAILED where the
 * data cannot be made. Nothing else may run on the folders (the caller holds the lock).
 */
export const planMariadb = async (
  folders: ServerFolders,
  options: { readonly durability: Durability; readonly programFolders: readonly string[] },
): Promise<ProcessPlan> => {
  const program = await findServerProgram('mysql', options.programFolders)
  const logFile = join(folders.logs, 'mysql.log')
  await createOwnedFolder(folders.mysqlTemporary, folders.owner)
  const shared = [
    `--tmpdir=${folders.mysqlTemporary}`,
    ...engineArgs,
    ...durabilityArgs[options.durability],
  ]
  await createSystemTables({ program, args: shared, folders, logFile })
  const socket = mysqlSocket(folders)
  await rm(socket, { force: true }) // a dead server's: whoever connects meanwhile would wait for nobody
  return {
    name: 'MariaDB',
    program,
    args: ['--no-defaults', mysqlMark(folders), ...shared, ...servingArgs(folders, socket)],
    folder: folders.mysqlData,
    owner: folders.owner,
    logFile,
    answers: () => probeSocket(socket, '', (bytes) => bytes[PROTOCOL_OFFSET] === PROTOCOL_VERSION),
    stopWithinMs: STOP_WITHIN_MS,
  }
}

/** Small enough for a machine with 1 GB; the same when the data is made, because the size of the redo log is part of it. */
const engineArgs = [
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=32M',
  '--innodb-log-buffer-size=4M',
  '--innodb-doublewrite=1',
  // io_uring is forbidden in many containers, and MariaDB then warns and falls back to this.
  '--innodb-use-native-aio=0',
  '--aria-pagecache-buffer-size=4M',
  '--key-buffer-size=1M',
  '--performance-schema=OFF',
  '--character-set-server=utf8mb4',
  '--log-warnings=1',
  '--skip-log-bin',
]

const durabilityArgs: { readonly [D in Durability]: readonly string[] } = {
  full: ['--innodb-flush-log-at-trx-commit=1'],
  relaxed: ['--innodb-flush-log-at-trx-commit=0', '--innodb-flush-method=nosync'],
}

const servingArgs = (folders: ServerFolders, socket: string): string[] => [
  `--socket=${socket}`,
  `--pid-file=${join(folders.sockets, 'mysql.pid')}`,
  '--skip-networking',
  '--skip-name-resolve',
  '--max-connections=50',
  '--thread-cache-size=8',
  '--table-open-cache=400',
  '--open-files-limit=4096',
  '--max-allowed-packet=64M',
  '--transaction-isolation=READ-COMMITTED',
  '--default-time-zone=+00:00',
  '--local-infile=0',
  '--innodb-buffer-pool-dump-at-shutdown=OFF',
  '--innodb-buffer-pool-load-at-startup=OFF',
]
