import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure, reasonOf } from '../base/failure.ts'
import type { ServerFolders } from './server-folders.ts'
import { openServerLog } from './server-log.ts'
import { serverSpawnOptions, tiedToParent } from './server-spawn.ts'

/** The parts of MariaDB's own installation that a private server needs; its help texts and views for operators are left out. */
const SYSTEM_TABLES = [
  'mysql_system_tables.sql',
  'mysql_performance_tables.sql',
  'mysql_system_tables_data.sql',
]

/** Where distributions put these files, seen from the server's own folder. */
const SQL_FOLDERS = ['../share/mysql', '../share/mariadb', '../../share/mysql', '/usr/share/mysql']

/** The bootstrap reads statements of one line each. Only databases whose name begins with "vigie" are the account's. */
const BEFORE = [
  'create database mysql;',
  'use mysql;',
  'set @auth_root_socket = null;',
  'set @skip_auth_anonymous = 1;',
]
const AFTER = [
  'create database vigie character set utf8mb4 collate utf8mb4_bin;',
  'flush privileges;',
  'create user vigie@localhost;',
  'grant all privileges on `vigie%`.* to vigie@localhost;',
  'grant process on *.* to vigie@localhost;',
]

/**
 * Makes MariaDB's data folder with its system tables, the database and the account, where there is none. The work is done in a
 * folder beside it that is renamed at the end, so a start that was cut short leaves nothing half-made.
 * (`mariadb-install-db` would do the same, but needs a program of another package.)
 */
export const createSystemTables = async (plan: {
  readonly program: string
  readonly args: readonly string[]
  readonly folders: ServerFolders
  readonly logFile: string
}): Promise<void> => {
  const { folders } = plan
  if (await exists(folders.mysqlData)) return
  const draft = `${folders.mysqlData}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (folders.owner) await chown(draft, folders.owner.uid, folders.owner.gid)
  await runBootstrap(plan, draft, await installationSql(plan.program))
  await rename(draft, folders.mysqlData)
}

const runBootstrap = async (
  plan: {
    readonly program: string
    readonly args: readonly string[]
    readonly folders: ServerFolders
    readonly logFile: string
  },
  draft: string,
  sql: string,
): Promise<void> => {
  const { owner } = plan.folders
  const log = await openServerLog(plan.logFile, owner)
  const [program, args] = await tiedToParent(plan.program, [
    '--no-defaults',
    '--bootstrap',
    `--datadir=${draft}`,
    ...plan.args,
  ])
  const child = spawn(program, args, {
    ...serverSpawnOptions(owner, draft),
    stdio: ['pipe', log.handle.fd, log.handle.fd],
  })
  try {
    const ended = once(child, 'close') as Promise<[number | null]>
    // A server that gives up closes the pipe; its log says more than EPIPE does.
    const fed = child.stdin ? pipeline([sql], child.stdin).catch(() => undefined) : undefined
    const [status] = await ended
    await fed
    if (status !== 0) throw new Error(await log.lastLine())
  } catch (thrown) {
    throw new Failure(
      'SERVER_START_FAILED',
      { server: 'MariaDB', reason: reasonOf(thrown), log: plan.logFile },
      { cause: thrown },
    )
  } finally {
    await log.handle.close()
  }
}

const installationSql = async (program: string): Promise<string> => {
  const folder = await sqlFolder(dirname(program))
  const files = await Promise.all(SYSTEM_TABLES.map((name) => readFile(join(folder, name), 'utf8')))
  return [...BEFORE, ...files, ...AFTER, ''].join('\n')
}

/** Throws SERVER_MISSING: a server without its SQL files is half a package. */
const sqlFolder = async (programFolder: string): Promise<string> => {
  for (const candidate of SQL_FOLDERS) {
    const folder = candidate.startsWith('/') ? candidate : join(programFolder, candidate)
    if (await exists(join(folder, 'mysql_system_tables.sql'))) return folder
  }
  throw new Failure('SERVER_MISSING', {
    program: 'mysql_system_tables.sql',
    package: 'mariadb-server-core',
    setting: 'VIGIE_MYSQL_URL',
  })
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
