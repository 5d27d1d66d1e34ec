import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { eventHash } from '../../src/events/event-hash.ts'
import { CHAIN_START, type ChainLink, LogAudit } from '../../src/events/index.ts'
import { openTestLog } from '../workers/open-vigie.ts'

type Log = Awaited<ReturnType<typeof openTestLog>>
const types = { Counted: { version: 1, data: z.object({ n: z.int(), text: z.string() }) } }
const EVENTS = 30

/** A log of 30 events in three streams, whose triggers are gone: so it can be harmed. */
const unguardedLog = async (): Promise<Log> => {
  const log = await openTestLog(types)
  for (let n = 1; n <= EVENTS; n++) {
    await log.appender.append({
      stream: `counter-${n % 3}`,
      expected: 'any',
      events: [{ type: 'Counted', data: { n, text: 'été' } }],
      commandId: `count/${n}`,
      actor: 'local:0',
      now: 1_767_225_600_000 + n,
    })
  }
  const { rows } = await sql<{
    name: string
  }>`SELECT TRIGGER_NAME AS name FROM information_schema.triggers
    WHERE trigger_schema = DATABASE()`.execute(log.db)
  for (const { name } of rows) await sql`DROP TRIGGER ${sql.ref(name)}`.execute(log.db)
  return log
}

/** Verifies the whole log, `slice` events at a time. */
const verify = async ({ db }: Log, slice = 7): Promise<ChainLink> => {
  const audit = new LogAudit(db)
  let at = CHAIN_START
  for (;;) {
    const { link, end } = await audit.verify(at, slice)
    if (link.position >= end) {
      await audit.verifyEnd(link)
      return link
    }
    at = link
  }
}

describe('a log that nobody touched', () => {
  let log: Log
  beforeAll(async () => {
    log = await unguardedLog()
  })
  afterAll(() => log.close())

  it('is whole, in slices of any size, and ends with the hash of its head', async () => {
    const { hash } = await log.reader.head()
    for (const slice of [1, 7, EVENTS, 1_000]) {
      expect(await verify(log, slice)).toEqual({ position: EVENTS, hash })
    }
  })

  it('is whole where it is empty', async () => {
    const empty = await openTestLog(types)
    expect(await verify(empty)).toEqual(CHAIN_START)
    await empty.close()
  })
})

/** Writes the last event down as another version of its stream, and makes hash and head agree: what only a fault in Vigie could do. */
const renumberLast = async ({ db }: Log, version: number): Promise<void> => {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .orderBy('position', 'desc')
    .limit(2)
    .execute()
  const [last, before] = rows
  if (last === undefined || before === undefined) throw new Error('the log is too short')
  const hash = eventHash(before.hash, {
    position: last.position,
    stream: last.stream,
    version,
    eventId: last.event_id,
    type: last.type,
    schemaVersion: last.schema_version,
    data: last.data,
    metadata: last.metadata,
    occurredAt: last.occurred_at.getTime(),
  })
  await sql`UPDATE events SET version = ${version}, hash = ${hash} WHERE position = ${EVENTS}`.execute(
    db,
  )
  await sql`UPDATE event_log SET hash = ${hash}`.execute(db)
}

const harms: readonly (readonly [string, (log: Log) => Promise<unknown>, object])[] = [
  [
    'whose data was changed by a letter',
    ({ db }) =>
      sql`UPDATE events SET data = REPLACE(data, 'été', 'etc') WHERE position = 17`.execute(db),
    { code: 'EVENT_CHANGED', values: { position: 17 } },
  ],
  [
    'whose author was changed',
    ({ db }) =>
      sql`UPDATE events SET metadata = REPLACE(metadata, 'local:0', 'local:7') WHERE position = 1`.execute(
        db,
      ),
    { code: 'EVENT_CHANGED', values: { position: 1 } },
  ],
  [
    'whose time was changed',
    ({ db }) =>
      sql`UPDATE events SET occurred_at = '2026-01-01' WHERE position = ${EVENTS}`.execute(db),
    { code: 'EVENT_CHANGED', values: { position: EVENTS } },
  ],
  [
    'of which an event was taken out',
    ({ db }) => sql`DELETE FROM events WHERE position = 12`.execute(db),
    { code: 'EVENT_MISSING', values: { position: 12 } },
  ],
  [
    'of which the first event was taken out',
    ({ db }) => sql`DELETE FROM events WHERE position = 1`.execute(db),
    { code: 'EVENT_MISSING', values: { position: 1 } },
  ],
  [
    'of which the last events were taken out',
    ({ db }) => sql`DELETE FROM events WHERE position > 25`.execute(db),
    { code: 'EVENT_MISSING', values: { position: 26 } },
  ],
  [
    'of which two events changed places',
    async ({ db }) => {
      await sql`UPDATE events SET position = 1000 WHERE position = 8`.execute(db)
      await sql`UPDATE events SET position = 8 WHERE position = 9`.execute(db)
      await sql`UPDATE events SET position = 9 WHERE position = 1000`.execute(db)
    },
    { code: 'EVENT_CHANGED', values: { position: 8 } },
  ],
  [
    'whose head was set back, so that its last events seem not to be',
    ({ db }) => sql`UPDATE event_log SET position = 20`.execute(db),
    { code: 'LOG_HEAD_DIFFERS' },
  ],
  [
    'whose head has another hash',
    ({ db }) => sql`UPDATE event_log SET hash = REPEAT(CHAR(1), 32)`.execute(db),
    { code: 'LOG_HEAD_DIFFERS', values: { position: EVENTS } },
  ],
  [
    'where a stream lacks a version',
    (log) => renumberLast(log, EVENTS / 3 + 1),
    { code: 'STREAM_BROKEN', values: { stream: 'counter-0' } },
  ],
  [
    'where a stream has a version that none can have',
    (log) => renumberLast(log, 0),
    { code: 'STREAM_BROKEN', values: { stream: 'counter-0' } },
  ],
]

describe.each(harms)('a log %s', (_, harm, fault) => {
  it('is not whole, and says where', async () => {
    const log = await unguardedLog()
    await harm(log)
    for (const slice of [4, 1_000]) await expect(verify(log, slice)).rejects.toMatchObject(fault)
    await log.close()
  })
})
