import { randomUUID } from 'node:crypto'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrator.ts'
import { connectionOptions, type MysqlAddress } from '../../src/db/mysql-options.ts'
import {
  Appender,
  type AppendRequest,
  EMPTY_LOG_HASH,
  eventHash,
  eventId,
  LogReader,
  type StoredEvent,
  WrongVersion,
} from '../../src/events/index.ts'
import { type RealMysql, startRealMysql } from '../support/real-mysql.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { counted, counterCatalogue } from './counter-events.ts'

const WRITERS = 8
const APPENDS_PER_WRITER = 200
const HOT_STREAMS = ['hot-1', 'hot-2']
/** A reader that takes few at a time meets many edges. */
const READER_BATCH = 7

let realMysql: RealMysql | undefined
afterAll(() => realMysql?.stop())

/** The contract of the log, the same on both servers. */
describe.each(['MariaDB', 'MySQL'] as const)('event log on %s', (server) => {
  let database: TestDatabase
  let open: OpenDatabase
  let appender: Appender
  let reader: LogReader
  let address: MysqlAddress

  beforeAll(async () => {
    if (server === 'MySQL') realMysql = await startRealMysql()
    database = await createTestDatabase(realMysql?.connection ?? inject('mysql'))
    address = database.options
    open = openDatabase(address)
    await migrate(open.db)
    appender = new Appender(address, counterCatalogue)
    reader = new LogReader(open.db, counterCatalogue)
  }, 300_000)

  afterAll(async () => {
    await appender.close()
    await open.close()
    await database.drop()
  })

  const request = (stream: string, expected: AppendRequest['expected'], steps = 1) => ({
    stream,
    expected,
    events: Array.from({ length: steps }, (_, step) => counted(0, step)),
    commandId: randomUUID(),
    actor: 'test',
    now: 1_700_000_000_123,
  })

  /** Follows the log in small steps until it has come to the head that `done` waits for. */
  const tail = async (from: number, done: Promise<unknown>): Promise<StoredEvent[]> => {
    const seen: StoredEvent[] = []
    let finished = false
    void done.finally(() => {
      finished = true
    })
    for (let at = from; ; ) {
      const last = finished
      const batch = await reader.read(at, READER_BATCH)
      seen.push(...batch)
      at = batch.at(-1)?.position ?? at
      if (batch.length === 0) {
        if (last) return seen
        await pause(1)
      }
    }
  }

  it('tells a writer that remembers the end of the log what another one appended meanwhile', async () => {
    const other = new Appender(address, counterCatalogue)
    const first = request('shared', 'none')
    await appender.append(first)
    await appender.append(request('shared', 1))
    await other.append(request('shared', 2))
    await expect(appender.append(request('shared', 2))).rejects.toMatchObject({ actual: 3 })
    await other.append(request('elsewhere', 'none'))
    expect(await appender.append(request('shared', 3))).toMatchObject({ version: 4 })
    await expect(appender.append(request('elsewhere', 'none'))).rejects.toMatchObject({ actual: 1 })
    expect(await appender.append(first)).toMatchObject({ replayed: true })
    const streamed = await reader.readStream('shared')
    expect(streamed.map(({ version }) => version)).toEqual([1, 2, 3, 4])
    await other.close()
  })

  it('hands each event once and in order to a reader that tails eight writers', async () => {
    const from = await reader.headPosition()
    const committed: string[] = []
    const write = async (writer: number) => {
      const own = new Appender(address, counterCatalogue) // each writer is as another process
      for (let step = 0; step < APPENDS_PER_WRITER; step++) {
        const hot = step % 10 === 0
        const stream = hot ? (HOT_STREAMS[step % 20 === 0 ? 0 : 1] ?? '') : `w-${writer}-${step}`
        const rollBack = step % 20 === 7
        const size = 1 + (step % 3)
        const commandId = `${server}/${writer}/${step}`
        const append = own.append({
          stream,
          expected: hot ? 'any' : 'none',
          events: Array.from({ length: size }, () => counted(writer, step)),
          commandId,
          actor: 'test',
          now: Date.now(),
          ...(rollBack ? { rows: () => Promise.reject(new Error('on purpose')) } : {}),
        })
        if (rollBack) await expect(append).rejects.toThrow('on purpose')
        else {
          await append
          for (let index = 0; index < size; index++) {
            committed.push(eventId(commandId, index).toString('hex'))
          }
        }
      }
      await own.close()
    }
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
    const seen = await tail(from, writing)
    await writing

    expect(seen.map((event) => event.position)).toEqual(
      Array.from({ length: committed.length }, (_, index) => from + 1 + index),
    )
    const ids = await open.db
      .selectFrom('events')
      .select('event_id')
      .where('position', '>', from)
      .execute()
    expect(new Set(ids.map((row) => row.event_id.toString('hex')))).toEqual(new Set(committed))
    expect(await reader.headPosition()).toBe(from + committed.length)
    for (const stream of HOT_STREAMS) {
      const events = await reader.readStream(stream)
      expect(events.map((event) => event.version)).toEqual(events.map((_, index) => index + 1))
    }
  })

  it('chains every row of the log by its hash', async () => {
    const rows = await open.db.selectFrom('events').selectAll().orderBy('position').execute()
    let hash: Buffer = EMPTY_LOG_HASH
    for (const row of rows) {
      hash = eventHash(hash, {
        position: row.position,
        stream: row.stream,
        version: row.version,
        eventId: row.event_id,
        type: row.type,
        schemaVersion: row.schema_version,
        data: row.data,
        metadata: row.metadata,
        occurredAt: row.occurred_at.getTime(),
      })
      expect(row.hash.equals(hash)).toBe(true)
    }
    expect((await reader.head()).hash.equals(hash)).toBe(true)
  })

  it('refuses an append whose expected version is not the actual one, and writes nothing', async () => {
    const stream = `s-${randomUUID()}`
    await appender.append(request(stream, 'none', 2))
    await expect(appender.append(request(stream, 'none'))).rejects.toBeInstanceOf(WrongVersion)
    await expect(appender.append(request(stream, 1))).rejects.toMatchObject({ actual: 2 })
    await expect(appender.append(request(stream, 3))).rejects.toMatchObject({ actual: 2 })
    expect(await appender.append(request(stream, 2))).toMatchObject({ version: 3 })
    expect(await reader.readStream(stream)).toHaveLength(3)
  })

  it('refuses one append of a group alone, and commits the others', async () => {
    const [a, b, c] = [`g-${randomUUID()}`, `g-${randomUUID()}`, `g-${randomUUID()}`]
    const outcomes = await Promise.allSettled([
      appender.append(request(a, 'none')),
      appender.append(request(b, 5)),
      appender.append(request(c, 'none')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await reader.readStream(b)).toHaveLength(0)
  })

  it('refuses what the database does not take alone, and commits the others', async () => {
    const [a, b, c] = [`h-${randomUUID()}`, `h-${randomUUID()}`, `h-${randomUUID()}`]
    const outcomes = await Promise.allSettled([
      appender.append(request(a, 'none')),
      appender.append({ ...request(b, 'none'), actor: 'half a pair: \ud83d' }),
      appender.append(request(c, 'none')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await reader.readStream(b)).toHaveLength(0)
  })

  it('applies a command once, however often it is repeated', async () => {
    const stream = `r-${randomUUID()}`
    const command = request(stream, 'none', 3)
    const [first, second] = await Promise.all([appender.append(command), appender.append(command)])
    expect([first.replayed, second.replayed].sort()).toEqual([false, true])
    expect(await appender.append(command)).toMatchObject({ replayed: true })
    expect(await reader.readStream(stream)).toHaveLength(3)
  })

  it("commits the caller's rows with its events or not at all", async () => {
    const stream = `t-${randomUUID()}`
    const rows = (id: string) => ({
      rows: async (db: OpenDatabase['db']) => {
        await db.insertInto('addresses').values({ address_id: id, address: 'a@b.c' }).execute()
      },
    })
    const outcomes = await Promise.allSettled([
      appender.append({ ...request(stream, 'none'), ...rows('rows00000001') }),
      appender.append({ ...request(stream, 'none'), ...rows('rows00000002') }),
      appender.append(request(`t-${randomUUID()}`, 'none')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const kept = await open.db.selectFrom('addresses').select('address_id').execute()
    expect(kept).toEqual([{ address_id: 'rows00000001' }])
  })

  it('lets nobody change or delete an event', async () => {
    await appender.append(request(`u-${randomUUID()}`, 'none'))
    const update = open.db.updateTable('events').set({ type: 'Forged' }).execute()
    await expect(update).rejects.toThrow('append-only')
    await expect(open.db.deleteFrom('events').execute()).rejects.toThrow('append-only')
  })

  it('never hands out an event while one before it is uncommitted', async () => {
    await appender.append(request(`v-${randomUUID()}`, 'none'))
    const head = await reader.headPosition()
    const slow = await mysql.createConnection(connectionOptions(address))
    const quick = await mysql.createConnection(connectionOptions(address))
    try {
      await slow.query('START TRANSACTION')
      await insertByHand(slow, head + 1) // no lock of the head: a writer that breaks the protocol
      await insertByHand(quick, head + 2)
      const during = reader.read(head, READER_BATCH)
      // The head still says `head`, so nothing beyond the hole may be handed out.
      expect(await during).toEqual([])
      await slow.query('COMMIT')
      await quick.query('UPDATE event_log SET position = ?', [head + 2])
      const after = await reader.read(head, READER_BATCH)
      expect(after.map((event) => event.position)).toEqual([head + 1, head + 2])
    } finally {
      await slow.end()
      await quick.end()
    }
  })

  it('says that the log is damaged when an event below the head is missing', async () => {
    const head = await reader.headPosition()
    await open.db
      .updateTable('event_log')
      .set({ position: head + 2 })
      .execute()
    const other = await mysql.createConnection(connectionOptions(address))
    await insertByHand(other, head + 2)
    await other.end()
    await expect(reader.read(head, READER_BATCH)).rejects.toMatchObject({ code: 'EVENT_MISSING' })
  })
})

/** The control: writers that take their position before they have the head's lock must be caught by the same look at the log. */
describe('event log, negative control', () => {
  it('catches writers that number their events outside the lock', async () => {
    const database = await createTestDatabase()
    const open = openDatabase(database.options)
    await migrate(open.db)
    const reader = new LogReader(open.db, counterCatalogue)
    const refusals: unknown[] = []
    const write = async () => {
      const connection = await mysql.createConnection(connectionOptions(database.options))
      for (let step = 0; step < 40; step++) {
        const position = (await reader.headPosition()) + 1
        await pause(Math.random() * 5)
        try {
          await insertByHand(connection, position)
          await connection.query('UPDATE event_log SET position = ?', [position])
        } catch (thrown) {
          refusals.push(thrown) // the primary key is the last line of defence
        }
      }
      await connection.end()
    }
    await Promise.all(Array.from({ length: WRITERS }, write))
    const rows = await open.db.selectFrom('events').select('position').execute()
    await open.close()
    await database.drop()
    expect(refusals.length).toBeGreaterThan(0)
    expect(rows.length).toBeLessThan(WRITERS * 40)
  })
})

const insertByHand = (connection: mysql.Connection, position: number) =>
  connection.query('INSERT INTO events VALUES ?', [
    [
      [
        position,
        `hand-${randomUUID()}`,
        1,
        eventId(randomUUID(), 0),
        'Counted',
        1,
        '{"writer":0,"step":0}',
        '{"commandId":"by-hand","actor":"test"}',
        new Date(),
        Buffer.alloc(32),
      ],
    ],
  ])
