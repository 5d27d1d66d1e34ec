/** `vigie restore`: puts a backup into a home that has nothing yet. Runs without a daemon. Part of the composition root. */
import { mkdir, readdir, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { loadConfig } from './base/config.ts'
import { Failure } from './base/failure.ts'
import { pidFile, restoreMark } from './base/home.ts'
import { createLog } from './base/log.ts'
import type { Restored, RestoreProgress } from './cli/context.ts'
import type { BackupHeader } from './db/backup-format.ts'
import { type BackupRows, readBackup } from './db/backup-reader.ts'
import { type Database, openDatabase } from './db/database.ts'
import { knownMigrations, migrate, migrateTo } from './db/migrator.ts'
import { describeAddress, type MysqlAddress } from './db/mysql-options.ts'
import { openRestoreTarget } from './db/restore-target.ts'
import {
  CHAIN_START,
  type ChainLink,
  type ChainRow,
  followChain,
  LogAudit,
} from './events/index.ts'
import { startStack, systemData, takeStackLock } from './stack/index.ts'

/** What may lie in a home that has nothing: what a start that failed wrote about itself. */
const NOTHING: ReadonlySet<string> = new Set(['log', path.basename(pidFile(''))])
/** A database that died with its restore still writes for an instant while its files are removed. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const
/** Events that are audited at once. */
const AUDIT_EVENTS = 2_000

export type RestoreOptions = {
  readonly home: string
  readonly environment: { readonly [name: string]: string | undefined }
  readonly file: string
  readonly progress: RestoreProgress
}

type Verified = { readonly header: BackupHeader; readonly rows: number }

/**
 * Restores a backup. The whole file is read and checked before anything is touched; whatever fails after that leaves the home as empty as
 * it was, and one that was cut short (a signal, a loss of power) left a mark: `vigie up` refuses what it left, and the next restore
 * begins again. Throws HOME_NOT_EMPTY, RUNNING_ALREADY, DATABASE_NOT_EMPTY, FILE_UNREADABLE, BACKUP_DAMAGED, BACKUP_NEWER, what an
 * audit of the log throws, HOME_UNUSABLE where root would restore into another user's home, or what the servers' start throws.
 */
export const restore = async (options: RestoreOptions): Promise<Restored> => {
  const { home } = options
  await refuseUsedHome(home)
  await refuseFileInside(options)
  const verified = await verify(options)
  await mkdir(home, { recursive: true, mode: 0o700 })
  const lock = await takeStackLock(pidFile(home), home)
  try {
    const entries = await entriesOf(home)
    refuseEntries(home, entries) // the check took time, in which a Vigie may have begun here
    if (!entries.includes(path.basename(restoreMark(home)))) await refuseForeign(home)
    await emptyHome(home) // of what a restore that was cut short left
    await writeFile(restoreMark(home), '', { mode: 0o600, flush: true })
    await fill(options, verified).catch(async (thrown) => {
      await emptyHome(home)
      throw thrown
    })
    await rm(restoreMark(home))
  } finally {
    await lock.release()
  }
  return { rows: verified.rows, position: verified.header.head.position }
}

const refuseUsedHome = async (home: string): Promise<void> => {
  const entries = await entriesOf(home)
  if (entries.includes(path.basename(pidFile(home)))) {
    const lock = await takeStackLock(pidFile(home), home)
    await lock.release()
  }
  refuseEntries(home, entries)
}

/** What a restore that was cut short left is removed before the next: the backup must not go with it. */
const refuseFileInside = async ({ home, file }: RestoreOptions): Promise<void> => {
  const [folder, given] = await Promise.all([realPathOf(home), realPathOf(file)])
  if (given.startsWith(`${folder}${path.sep}`)) {
    throw new Failure('HOME_NOT_EMPTY', { home, entry: path.basename(file) })
  }
}

/** What is not there cannot lead elsewhere. */
const realPathOf = (given: string): Promise<string> =>
  realpath(given).catch(() => path.resolve(given))

const entriesOf = (home: string): Promise<string[]> =>
  readdir(home).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return []
    throw new Failure('HOME_UNUSABLE', { path: home, reason: thrown.message }, { cause: thrown })
  })

const refuseEntries = (home: string, entries: readonly string[]): void => {
  if (entries.includes(path.basename(restoreMark(home)))) return // all there is comes from a restore
  const entry = entries.find((name) => !NOTHING.has(name))
  if (entry !== undefined) throw new Failure('HOME_NOT_EMPTY', { home, entry })
}

/**
 * Root keeps a home's databases elsewhere, under a name made from the home's path: a home that was moved away has left them there, and a
 * restore that fails would take them for its own. A home of somebody else would get files that its owner's Vigie cannot read.
 */
const refuseForeign = async (home: string): Promise<void> => {
  if (process.getuid?.() !== 0) return
  if ((await stat(home)).uid !== 0) {
    const reason = 'it belongs to another user, who has to restore it'
    throw new Failure('HOME_UNUSABLE', { path: home, reason })
  }
  const data = systemData(await realpath(home))
  const [entry] = await entriesOf(data)
  if (entry !== undefined) throw new Failure('HOME_NOT_EMPTY', { home, entry: data })
}

/** Takes away what a restore made, its mark last: the servers' data too, which lie elsewhere where root runs them. */
const emptyHome = async (home: string): Promise<void> => {
  const data = await readlink(path.join(home, 'servers')).catch(() => undefined)
  // Whoever owns the home can lead root elsewhere: only the folder that a restore makes is removed.
  if (data === systemData(await realpath(home))) await rm(data, REMOVAL)
  const mark = path.basename(restoreMark(home))
  for (const entry of await readdir(home)) {
    if (!NOTHING.has(entry) && entry !== mark) await rm(path.join(home, entry), REMOVAL)
  }
  await rm(restoreMark(home), { force: true })
}

/** Reads the file from end to end: whole, of a version that we know, and with a log whose chain leads to the head that it names. */
const verify = async ({ file, progress }: RestoreOptions): Promise<Verified> => {
  const known = await knownMigrations()
  let header: BackupHeader | undefined
  let seen = 0
  let at = CHAIN_START
  const rows = await readBackup(file, {
    header: async (read) => {
      if (read.migrations.some((name, index) => name !== known[index])) {
        throw new Failure('BACKUP_NEWER', { file, version: read.version })
      }
      header = read
    },
    rows: async (some) => {
      seen += some.rows.length
      progress('verifying', seen, undefined)
      if (some.table.name !== EVENT_TABLE) return
      const { link, fault } = followChain(at, chainRows(some))
      if (fault !== null) throw unlike(file, `event ${fault.position} is ${fault.fault}`)
      at = link
    },
  })
  if (header === undefined || !isHead(at, header)) throw unlike(file, 'its log ends elsewhere')
  return { header, rows }
}

/** Named by the format, which lists it first. */
const EVENT_TABLE = 'events'

const unlike = (file: string, reason: string): Failure =>
  new Failure('BACKUP_DAMAGED', { file, reason })

const isHead = (at: ChainLink, { head }: BackupHeader): boolean =>
  at.position === head.position && at.hash.toString('hex') === head.hash

const chainRows = ({ table, rows }: BackupRows): ChainRow[] => {
  const index = new Map(table.columns.map(({ name }, column) => [name, column]))
  return rows.map((row) => {
    const value = (name: string) => row[index.get(name) ?? -1]
    const bytes = (name: string) => Buffer.from(String(value(name)), 'base64')
    return {
      position: Number(value('position')),
      stream: String(value('stream')),
      version: Number(value('version')),
      eventId: bytes('event_id'),
      type: String(value('type')),
      schemaVersion: Number(value('schema_version')),
      data: String(value('data')),
      metadata: String(value('metadata')),
      occurredAt: Number(value('occurred_at')),
      hash: bytes('hash'),
    }
  })
}

/** Files first, because the configuration says where the servers are; then the rows, in a schema as old as they are. */
const fill = async (options: RestoreOptions, verified: Verified): Promise<void> => {
  const { home, environment } = options
  for (const [name, content] of Object.entries(verified.header.files)) {
    await writeFile(path.join(home, name), Buffer.from(content ?? '', 'base64'), { mode: 0o600 })
  }
  const config = loadConfig(home, environment)
  const stack = await startStack({
    home,
    mysqlUrl: config.mysql.url,
    redisUrl: config.redis.url,
    log: createLog('silent'),
  })
  try {
    const { db, close } = openDatabase(stack.mysql)
    await fillDatabase(options, verified, db, stack.mysql).finally(close)
  } finally {
    await stack.stop()
  }
}

const fillDatabase = async (
  { file, progress }: RestoreOptions,
  { header, rows: total }: Verified,
  db: Database,
  address: MysqlAddress,
): Promise<void> => {
  if ((await db.introspection.getTables({ withInternalKyselyTables: true })).length > 0) {
    throw new Failure('DATABASE_NOT_EMPTY', { address: describeAddress(address) })
  }
  await migrateTo(db, header.migrations.at(-1) ?? '')
  const target = await openRestoreTarget(db, address)
  let done = 0
  await readBackup(file, {
    header: async ({ tables }) => {
      if (!(await target.prepare(tables))) throw unlike(file, 'its tables are not those it names')
    },
    rows: async (some) => {
      await target.insert(some)
      done += some.rows.length
      progress('inserting', done, total)
    },
  }).finally(target.close)
  await migrate(db)
  await auditAll(db, header, progress)
}

/** The same proof once more, of what the database has now. */
const auditAll = async (
  db: Database,
  header: BackupHeader,
  progress: RestoreProgress,
): Promise<void> => {
  const audit = new LogAudit(db)
  const { position } = header.head
  let at = CHAIN_START
  while (at.position < position) {
    at = (await audit.verify(at, AUDIT_EVENTS)).link
    progress('auditing', at.position, position)
  }
  await audit.verifyEnd(at)
  if (!isHead(at, header)) throw new Failure('LOG_HEAD_DIFFERS', { position })
}
