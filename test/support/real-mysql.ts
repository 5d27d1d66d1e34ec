import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { pause } from '../../src/base/clock.ts'
import type { MysqlConnection } from '../../src/stack/index.ts'
import { probeSocket } from '../../src/stack/probe.ts'
import { tiedToParent } from '../../src/stack/server-spawn.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const CACHE = join(REPOSITORY, '.toolchain/mysql')

/** A first start makes 100 MB of data, on a slow disk perhaps slowly; a stop writes them. */
const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 30_000

/** What Debian and the linker call this machine. */
const machines = {
  x64: { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
} as const

/** Oracle's MySQL on a Unix socket, with data that end with it. */
export type RealMysql = {
  /** The account may do everything; `createTestDatabase(connection)` makes a database. */
  readonly connection: MysqlConnection
  /** Stops the server and removes its data. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a MySQL of its own for the caller. The first call on a machine downloads it (about 50 MB) and says so on standard
 * error; later ones take about 5 s. It runs as the test's user, root too: the programs lie in the clone, where no other
 * user may be able to read, and its folder is closed to others.
 */
export const startRealMysql = async (): Promise<RealMysql> => {
  await fetchMysql()
  const folder = await mkdtemp('/tmp/vigie-mysql-') // short, because a socket's path must be
  const log = join(folder, 'mysql.log')
  const socketPath = join(folder, 'mysql.sock')
  const initialised = await run(await mysqld(folder, ['--initialize-insecure']), log)
  const [status] = await initialised.ended
  if (status !== 0) throw await failure('could not make its data', log)

  const server = await run(await mysqld(folder, servingArgs(folder, socketPath)), log)
  const stop = async () => {
    server.child.kill('SIGTERM')
    const timer = setTimeout(() => server.child.kill('SIGKILL'), STOP_WITHIN_MS)
    await server.ended
    clearTimeout(timer)
    await rm(folder, { recursive: true, force: true })
  }
  const deadline = performance.now() + READY_WITHIN_MS
  while (!(await probeSocket(socketPath, '', (bytes) => bytes[4] === 10))) {
    if (server.child.exitCode !== null || performance.now() > deadline) {
      const reason = await failure('did not start', log)
      await stop()
      throw reason
    }
    await pause(50)
  }
  return { connection: { user: 'root', database: 'mysql', socketPath }, stop }
}

const fetchMysql = async (): Promise<void> => {
  const script = join(import.meta.dirname, 'fetch-mysql.sh')
  const child = spawn('sh', [script, CACHE], { stdio: ['ignore', 'inherit', 'inherit'] })
  const [status] = await once(child, 'close')
  if (status !== 0)
    throw new Error('MySQL for the tests could not be downloaded; see the lines above')
}

const servingArgs = (folder: string, socketPath: string): string[] => [
  `--socket=${socketPath}`,
  `--pid-file=${join(folder, 'mysql.pid')}`,
  '--skip-networking',
  '--mysqlx=OFF',
  '--skip-log-bin',
  '--performance-schema=OFF',
  '--default-time-zone=+00:00',
  '--transaction-isolation=READ-COMMITTED',
]

/** The program is linked with a newer C library than this system's, so its own loader runs it. */
const mysqld = (folder: string, args: readonly string[]) => {
  const machine = machines[process.arch as keyof typeof machines]
  if (!machine) throw new Error(`Debian has no MySQL for ${process.arch}`)
  const root = join(CACHE, 'root')
  const libraries = join(root, 'usr/lib', machine.triplet)
  const loaders = [join(libraries, machine.loader), join(root, 'usr/lib', machine.loader)]
  return tiedToParent(loaders.find(existsSync) ?? machine.loader, [
    '--library-path',
    `${libraries}:${join(libraries, 'mysql/private')}`,
    join(root, 'usr/sbin/mysqld'),
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--basedir=${join(root, 'usr')}`,
    `--lc-messages-dir=${join(root, 'usr/share/mysql')}`,
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${folder}`,
    '--secure-file-priv=NULL',
    '--innodb-buffer-pool-size=64M',
    ...args,
  ])
}

const run = async ([program, args]: readonly [string, readonly string[]], log: string) => {
  const output = await open(log, 'a')
  const stdio = ['ignore', output.fd, output.fd] as const
  const child = spawn(program, args, { stdio: [...stdio], detached: true })
  const ended = once(child, 'close')
  await output.close()
  return { child, ended }
}

const failure = async (what: string, log: string): Promise<Error> =>
  new Error(`MySQL ${what}:\n${(await readFile(log, 'utf8')).split('\n').slice(-6).join('\n')}`)
