import mysql from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import { failureOf } from '../../src/base/failure.ts'
import { connectionOptions } from '../../src/db/mysql-options.ts'
import { Appender } from '../../src/events/index.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'
import { type OpenTestLog, openTestLog } from '../workers/open-vigie.ts'
import { counted, counterEvents } from './counter-events.ts'

const STORM = 600
const KILLS = 12

let servers: TestStack // of its own: commits are counted for the whole server
let opened: OpenTestLog
let watcher: mysql.Connection
beforeAll(async () => {
  servers = await startTestStack()
  opened = await openTestLog(counterEvents, servers.stack.mysql)
  watcher = await mysql.createConnection(connectionOptions(opened.address))
})
afterAll(async () => {
  await watcher.end()
  await opened.close()
  await servers.cleanUp()
})

let appender: Appender
beforeEach(() => {
  appender = new Appender(opened.address, opened.catalogue)
})
afterEach(() => appender.close())

const append = (stream: string, commandId: string) =>
  appender.append({
    stream,
    expected: 'any',
    events: [counted(1, 1), counted(1, 2)],
    commandId,
    actor: 'test',
    now: 1_700_000_000_000,
  })

/** The connections of this database that are in use now, without the watcher's own. */
const connections = async (): Promise<number[]> => {
  const [rows] = await watcher.query<mysql.RowDataPacket[]>(
    'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()',
    [opened.address.database],
  )
  return rows.map((row) => Number(row['id']))
}

const commits = async (): Promise<number> => {
  const [rows] = await watcher.query<mysql.RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Com_commit'")
  return Number(rows[0]?.['Value'])
}

it('loses no append and doubles none while its connection is killed in a storm of them', async () => {
  let storming = true
  let refusals = 0
  const insist = async (index: number): Promise<void> => {
    for (;;) {
      try {
        await append(`storm-${index % 7}`, `storm/${index}`)
        return
      } catch (thrown) {
        if (failureOf(thrown, 'DATABASE_AWAY') === undefined) throw thrown
        refusals++
      }
    }
  }
  const kill = async () => {
    for (let killed = 0; killed < KILLS; killed++) {
      for (const id of await connections())
        await watcher.query(`KILL CONNECTION ${id}`).catch(() => {})
      await pause(5)
    }
    storming = false
  }
  const killing = kill()
  let asked = 0
  while (storming || asked < STORM) {
    await Promise.all(Array.from({ length: 50 }, () => insist(asked++)))
  }
  await killing
  expect(refusals).toBeGreaterThan(0)
  const rows = await opened.db.selectFrom('events').select(['position', 'metadata']).execute()
  expect(rows).toHaveLength(asked * 2)
  expect(new Set(rows.map(({ metadata }) => metadata)).size).toBe(asked)
  expect(await opened.reader.headPosition()).toBe(asked * 2)
  expect(await opened.reader.read(0, 5_000)).toHaveLength(Math.min(asked * 2, 5_000))
})

it('says that the database is away when it is killed while it waits for the lock of the head', async () => {
  await append('locked', 'locked/1')
  const holder = await mysql.createConnection(connectionOptions(opened.address))
  await holder.query('START TRANSACTION')
  await holder.query('SELECT * FROM event_log FOR UPDATE')
  const outcome = expect(append('locked', 'locked/2')).rejects.toMatchObject({
    code: 'DATABASE_AWAY',
  })
  await pause(100)
  for (const id of await connections()) {
    if (id !== holder.threadId) await watcher.query(`KILL CONNECTION ${id}`).catch(() => {})
  }
  await outcome
  await holder.query('ROLLBACK')
  await holder.end()
  expect(await append('locked', 'locked/2')).toMatchObject({ version: 4, replayed: false })
})

it('commits two hundred appends at once in a few transactions', async () => {
  await append('warm', 'warm')
  const before = await commits()
  const done = await Promise.all(
    Array.from({ length: 200 }, (_, index) => append(`group-${index}`, `group/${index}`)),
  )
  expect(done.every(({ replayed }) => !replayed)).toBe(true)
  expect((await commits()) - before).toBeLessThan(20)
})

it('answers appends that still wait when it is closed', async () => {
  const waiting = [append('last', 'last/1'), append('last', 'last/2')]
  await appender.close()
  const versions = (await Promise.all(waiting)).map(({ version }) => version)
  expect(versions).toEqual([2, 4])
})

it('says that the database is away where nobody listens', async () => {
  const nowhere = { ...opened.address, socketPath: '/nowhere/mysql.sock' }
  const lost = new Appender(nowhere, opened.catalogue)
  const asked = lost.append({
    stream: 's',
    expected: 'any',
    events: [counted(0, 0)],
    commandId: 'nowhere',
    actor: 'test',
    now: 0,
  })
  await expect(asked).rejects.toMatchObject({ code: 'DATABASE_AWAY', exitStatus: 1 })
  await lost.close()
})
