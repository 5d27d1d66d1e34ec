import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { backupMaker } from '../../src/backup.ts'
import { systemClock } from '../../src/base/clock.ts'
import { backupHeader } from '../../src/db/backup-format.ts'
import { openBackupSource } from '../../src/db/backup-source.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/database.ts'
import { knownMigrations, migrate, migrateTo } from '../../src/db/migrator.ts'
import { readSchema } from '../../src/db/schema-reader.ts'
import { Appender } from '../../src/events/index.ts'
import { restore } from '../../src/restore.ts'
import { ensurePartitions } from '../../src/services/traffic/index.ts'
import type { MysqlConnection } from '../../src/stack/index.ts'
import { counted, counterCatalogue } from '../events/counter-events.ts'
import { type RealMysql, startRealMysql } from '../support/real-mysql.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

const DAY_MS = 86_400_000
/** The last migration of an earlier Vigie. */
const EARLIER = '0021-snapshots'
/** Bytes that are neither text nor without zeros. */
const SOURCE = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256))

let realMysql: RealMysql
let folder: string
beforeAll(async () => {
  realMysql = await startRealMysql()
}, 300_000)
afterAll(() => realMysql?.stop())
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-backup-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A database with a log, a mail and rows of three days, in the schema of `last`. */
const fill = async (database: TestDatabase, { db }: OpenDatabase, last: string): Promise<void> => {
  await migrateTo(db, last)
  // By hand: an earlier schema lacks tables that this version makes partitions of.
  const dayOf = (daysAgo: number) =>
    new Date(systemClock.now() - daysAgo * DAY_MS).toISOString().slice(0, 10)
  const days = Array.from({ length: 12 }, (_, index) => 9 - index).map((daysAgo) => {
    const name = `d${dayOf(daysAgo).replaceAll('-', '')}`
    return sql`PARTITION ${sql.ref(name)} VALUES LESS THAN (${sql.lit(dayOf(daysAgo - 1))})`
  })
  for (const table of ['traffic_protocols', 'traffic_destinations']) {
    await sql`ALTER TABLE ${sql.table(table)} ADD PARTITION (${sql.join(days)})`.execute(db)
  }
  const appender = new Appender(database.options, counterCatalogue)
  for (let step = 0; step < 20; step++) {
    await appender.append({
      stream: 'été'.normalize('NFD').replaceAll(/\W/g, '') + String(step % 3),
      expected: 'any',
      events: [counted(1, step)],
      commandId: randomUUID(),
      actor: 'é “quoted” \\ \n 😀',
      now: systemClock.now(),
    })
  }
  await appender.close()
  await sql`INSERT INTO messages (message_id, mailbox, envelope_from, header_from, header_to, subject, received_at, size, sha256, source)
    VALUES ('m1', 'a@b', 'c@d', 'c@d', 'a@b', 'Été 😀', '2026-01-02 03:04:05.678', 300000, REPEAT('\\0', 32), ${SOURCE})`.execute(
    db,
  )
  for (const daysAgo of [9, 3, 0]) {
    await sql`INSERT INTO traffic_protocols (kept_from, capture_id, segment, number, protocol, port, packets, bytes)
      VALUES (${dayOf(daysAgo)}, 'c1', 1, ${daysAgo}, 'tcp', 443, 9007199254740991, 1)`.execute(db)
    await sql`INSERT INTO traffic_destinations
      (kept_from, capture_id, segment, number, address, sent_packets, sent_bytes, received_packets, received_bytes)
      VALUES (${dayOf(daysAgo)}, 'c1', 1, ${daysAgo}, '192.0.2.1', 1, 2, 3, 4)`.execute(db)
  }
}

const writeTo = async (file: string, chunks: AsyncIterable<Uint8Array>): Promise<void> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  await writeFile(file, Buffer.concat(all))
}

const urlOf = ({ user, password, host, port, socketPath, database }: MysqlConnection): string => {
  const account = `${user}${password ? `:${password}` : ''}`
  const at = host ? `${host}:${port ?? 3306}` : 'localhost'
  return `mysql://${account}@${at}/${database}${socketPath ? `?socketPath=${socketPath}` : ''}`
}

/** Every row of every table, and how the rows of a day lie in their partitions. */
const contentOf = async (database: TestDatabase) => {
  const source = await openBackupSource(database.options)
  const content: { [table: string]: unknown } = { head: source.head }
  for (const table of source.tables) {
    const rows: unknown[] = []
    for await (const row of source.rows(table)) rows.push(row)
    content[table.name] = { rows, columns: table.columns }
  }
  await source.close()
  return content
}

const makerOf = (database: TestDatabase) =>
  backupMaker({ home: folder, version: '0.0.0', address: database.options, clock: systemClock })

const restoreInto = (database: TestDatabase, file: string, home: string) =>
  restore({
    home,
    file,
    progress: () => {},
    environment: {
      VIGIE_MYSQL_URL: urlOf(database.options),
      VIGIE_REDIS_URL: 'redis://127.0.0.1:1',
    },
  })

describe('a backup of MariaDB', () => {
  let from: TestDatabase
  let open: OpenDatabase
  beforeEach(async () => {
    from = await createTestDatabase(inject('mysql'))
    open = openDatabase(from.options)
  })
  afterEach(async () => {
    await open.close()
    await from.drop()
  })

  it.each(['MariaDB', 'MySQL'] as const)(
    'is the same data in %s, each day in its partition',
    async (server) => {
      await fill(from, open, (await knownMigrations()).at(-1) ?? '')
      const file = path.join(folder, 'backup')
      await writeTo(file, await makerOf(from)())
      const into = await createTestDatabase(
        server === 'MySQL' ? realMysql.connection : inject('mysql'),
      )
      const home = path.join(folder, 'home')
      expect(await restoreInto(into, file, home)).toMatchObject({ position: 20 })
      expect(await contentOf(into)).toEqual(await contentOf(from))
      const other = openDatabase(into.options)
      const days = async ({ db }: OpenDatabase) =>
        (await readSchema(db)).map(({ name, partitions }) => [name, partitions])
      expect(await days(other)).toEqual(await days(open))
      const again = restoreInto(into, file, path.join(folder, 'other'))
      await expect(again).rejects.toMatchObject({ code: 'DATABASE_NOT_EMPTY' })
      expect(readdirSync(path.join(folder, 'other'))).toEqual([])
      await other.close()
      await into.drop()
    },
  )

  it('of an earlier Vigie is brought up to this one', async () => {
    await fill(from, open, EARLIER)
    const file = path.join(folder, 'backup')
    await writeTo(file, await makerOf(from)())
    const into = await createTestDatabase(inject('mysql'))
    await restoreInto(into, file, path.join(folder, 'home'))
    await migrate(open.db)
    expect(await contentOf(into)).toEqual(await contentOf(from))
    await into.drop()
  })

  it('holds one moment, whatever is written while it is read', async () => {
    await fill(from, open, (await knownMigrations()).at(-1) ?? '')
    const source = await openBackupSource(from.options)
    await sql`DELETE FROM messages`.execute(open.db)
    await sql`UPDATE event_log SET position = 21`.execute(open.db)
    const seen: { [table: string]: number } = {}
    for (const table of source.tables) {
      for await (const row of source.rows(table)) {
        seen[table.name] = (seen[table.name] ?? 0) + 1
        if (table.name === 'event_log') expect(row[1]).toBe(20)
      }
    }
    await source.close()
    expect(seen).toMatchObject({ events: 20, messages: 1, traffic_protocols: 3 })
    expect(source.head.position).toBe(20)
  })

  it('is not broken by a day that begins while it is read: that waits', async () => {
    await fill(from, open, (await knownMigrations()).at(-1) ?? '')
    const source = await openBackupSource(from.options)
    const tomorrow = systemClock.now() + 30 * DAY_MS
    await expect(ensurePartitions(open.db, tomorrow)).rejects.toThrow(/Lock wait timeout/)
    const rows: unknown[] = []
    for (const table of source.tables) for await (const row of source.rows(table)) rows.push(row)
    await source.close()
    expect(rows.length).toBeGreaterThan(20)
    await ensurePartitions(open.db, tomorrow)
  })

  it('does not bring back as empty what was dropped before', async () => {
    await fill(from, open, (await knownMigrations()).at(-1) ?? '')
    await sql`ALTER TABLE traffic_protocols DROP PARTITION before_vigie`.execute(open.db)
    const file = path.join(folder, 'backup')
    await writeTo(file, await makerOf(from)())
    const into = await createTestDatabase(inject('mysql'))
    await restoreInto(into, file, path.join(folder, 'home'))
    const other = openDatabase(into.options)
    const days = async ({ db }: OpenDatabase) =>
      (await readSchema(db)).find(({ name }) => name === 'traffic_protocols')?.partitions
    expect(await days(other)).toEqual(await days(open))
    await other.close()
    await into.drop()
  })

  it('is made once at a time, and a reader that leaves makes room for the next', async () => {
    await fill(from, open, (await knownMigrations()).at(-1) ?? '')
    const make = makerOf(from)
    const first = await make()
    await expect(make()).rejects.toMatchObject({ code: 'BACKUP_RUNNING' })
    await first.next()
    await first.return(undefined)
    const second = await make()
    await writeTo(path.join(folder, 'second'), second)
    await writeTo(path.join(folder, 'third'), await make())
  })

  it('breaks off where the database goes away under it', async () => {
    await fill(from, open, (await knownMigrations()).at(-1) ?? '')
    const source = await openBackupSource(from.options)
    const events = source.tables.find(({ name }) => name === 'events')
    if (events === undefined) throw new Error('no events')
    const { rows } = await sql<{ id: number }>`
      SELECT id FROM information_schema.processlist WHERE db = ${from.name} AND id <> CONNECTION_ID()`.execute(
      open.db,
    )
    for (const { id } of rows) await sql`KILL ${sql.lit(id)}`.execute(open.db).catch(() => {})
    const all = async () => {
      for await (const _ of source.rows(events));
    }
    await expect(all()).rejects.toThrow()
    await expect(all()).rejects.toThrow() // and later, when the loss is known
    await source.close()
  })

  it('names every table of the database with a primary key to read it by', async () => {
    await migrate(open.db)
    const source = await openBackupSource(from.options)
    expect(source.tables.map(({ name }) => name)).toContain('credentials')
    expect(source.tables.filter(({ primaryKey }) => primaryKey.length === 0)).toEqual([])
    expect(backupHeader.shape.migrations.parse(source.migrations)).toEqual(await knownMigrations())
    await source.close()
  })
})
