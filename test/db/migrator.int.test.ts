import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrator.ts'
import { type RealMysql, startRealMysql } from '../support/real-mysql.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../migrations')

let realMysql: RealMysql | undefined
afterAll(() => realMysql?.stop())

describe.each(['MariaDB', 'MySQL'] as const)('migrations on %s', (server) => {
  let database: TestDatabase
  let processes: OpenDatabase[]
  beforeAll(async () => {
    if (server === 'MySQL') realMysql = await startRealMysql()
    database = await createTestDatabase(realMysql?.connection ?? inject('mysql'))
    processes = [1, 2, 3].map(() => openDatabase(database.options))
  }, 300_000)
  afterAll(async () => {
    await Promise.all(processes.map(({ close }) => close()))
    await database.drop()
  })

  const first = (): OpenDatabase => processes[0] as OpenDatabase

  it('are applied once although three processes start at the same time', async () => {
    const files = (await readdir(FOLDER)).map((file) => path.parse(file).name).sort()
    const applied = await Promise.all(processes.map(({ db }) => migrate(db)))
    expect(applied.flat().sort()).toEqual(files)
    expect(await migrate(first().db)).toEqual([])
    const { rows } = await sql<{ position: number }>`SELECT position FROM event_log`.execute(
      first().db,
    )
    expect(rows).toEqual([{ position: 0 }])
  })

  it('make tables whose text means the same whatever the server has as its default', async () => {
    const { rows } = await sql<{ column: string }>`
      SELECT CONCAT(table_name, '.', column_name) AS \`column\` FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name NOT LIKE 'kysely%'
        AND collation_name IS NOT NULL AND collation_name NOT IN ('ascii_bin', 'utf8mb4_bin')
    `.execute(first().db)
    expect(rows).toEqual([])
  })

  it('are refused where a newer Vigie has been here, and change nothing', async () => {
    const { db } = first()
    await sql`INSERT INTO kysely_migration VALUES ('9999-the-future', '2100-01-01')`.execute(db)
    await expect(migrate(db)).rejects.toMatchObject({
      code: 'DATABASE_NEWER',
      values: { migration: '9999-the-future' },
    })
    await sql`DELETE FROM kysely_migration WHERE name = '9999-the-future'`.execute(db)
    expect(await migrate(db)).toEqual([])
  })
})

it('holds one statement in each migration, because DDL cannot be rolled back', async () => {
  for (const file of await readdir(FOLDER)) {
    const text = await readFile(path.join(FOLDER, file), 'utf8')
    expect(text.match(/\.execute\(db\)|db\.schema/g), file).toHaveLength(1)
    expect(text.slice(text.indexOf('sql`')).split('`')[1], file).not.toContain(';')
  }
})
