import { randomUUID } from 'node:crypto'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { failureOf } from '../../src/base/failure.ts'
import { connectionOptions } from '../../src/db/mysql-options.ts'
import { CommandRunner, type Decider, Snapshots } from '../../src/events/index.ts'
import { type OpenTestLog, openTestLog } from '../workers/open-vigie.ts'
import { type CounterEvent, counted, counterEvents } from './counter-events.ts'

const COMMANDS = 20

type Count = { readonly steps: number; readonly last: number }

/** Counts on: every event says one more than the state that it was decided on. */
const counter: Decider<{ readonly upTo?: number }, Count, CounterEvent> = {
  initial: { steps: 0, last: -1 },
  decide: ({ upTo }, { last }) =>
    upTo !== undefined && last >= upTo ? [] : [counted(0, last + 1)],
  evolve: ({ steps }, event) => ({ steps: steps + 1, last: event.data.step }),
}

let opened: OpenTestLog
beforeAll(async () => {
  opened = await openTestLog(counterEvents)
})
afterAll(() => opened.close())

const context = (commandId: string = randomUUID()) => ({ commandId, actor: 'test', now: 1_000 })
const stepsOf = async (stream: string) =>
  (await opened.reader.readStream(stream)).map(({ data }) => data['step'])

it('decides each of twenty commands at once on the newest state, or refuses it with nothing written', async () => {
  const stream = `hot-${randomUUID()}`
  /** As whoever asks does: again while somebody else was quicker. */
  const ask = async (): Promise<number> => {
    const same = context()
    for (let refused = 0; ; refused++) {
      try {
        await opened.commands.handle(counter, stream, {}, same)
        return refused
      } catch (thrown) {
        if (failureOf(thrown, 'VERSION_CONFLICT') === undefined) throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: COMMANDS }, ask))
  expect(await stepsOf(stream)).toEqual(Array.from({ length: COMMANDS }, (_, step) => step))
})

it('gives the same events for a repeated command, and appends nothing', async () => {
  const stream = `same-${randomUUID()}`
  const same = context()
  const first = await opened.commands.handle(counter, stream, {}, same)
  await opened.commands.handle(counter, stream, {}, context())
  const head = await opened.reader.headPosition()
  const again = await opened.commands.handle(counter, stream, {}, same)
  expect(again.events).toMatchObject(first.events)
  expect(first.events).toHaveLength(1)
  expect(await opened.reader.headPosition()).toBe(head)
})

it('gives all askers of one command the same event when they ask at the same time', async () => {
  const stream = `together-${randomUUID()}`
  const same = context()
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => opened.commands.handle(counter, stream, {}, same)),
  )
  for (const { events } of answers) expect(events).toMatchObject([counted(0, 0)])
  expect(await stepsOf(stream)).toEqual([0])
})

it('answers a command that is so already with no event and no append', async () => {
  const stream = `done-${randomUUID()}`
  await opened.commands.handle(counter, stream, {}, context())
  const head = await opened.reader.headPosition()
  const answer = await opened.commands.handle(counter, stream, { upTo: 0 }, context())
  expect(answer).toMatchObject({ events: [], state: { steps: 1 } })
  expect(await opened.reader.headPosition()).toBe(head)
})

it('appends a command once although its answer was lost on the way', async () => {
  const stream = `lost-${randomUUID()}`
  const same = context()
  /** The COMMIT was made, its answer never came. */
  const deaf = {
    append: async (request: Parameters<OpenTestLog['appender']['append']>[0]) => {
      await opened.appender.append(request)
      throw Object.assign(new Error('gone'), { code: 'PROTOCOL_CONNECTION_LOST' })
    },
  } as unknown as OpenTestLog['appender']
  const unlucky = new CommandRunner(opened.reader, deaf, new Snapshots(opened.db))
  await expect(unlucky.handle(counter, stream, {}, same)).rejects.toThrow('gone')
  const answer = await opened.commands.handle(counter, stream, {}, same)
  expect(answer.events).toMatchObject([counted(0, 0)])
  expect(await stepsOf(stream)).toEqual([0])
})

it('refuses a command id that has been used for another stream', async () => {
  const same = context()
  await opened.commands.handle(counter, `one-${same.commandId}`, {}, same)
  await expect(
    opened.commands.handle(counter, `other-${same.commandId}`, {}, same),
  ).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
  expect(await stepsOf(`other-${same.commandId}`)).toEqual([])
})

it('says that the database is away while a connection is killed in the middle of a command', async () => {
  const stream = `killed-${randomUUID()}`
  const same = context()
  const killer = await mysql.createConnection(connectionOptions(opened.address))
  const rows = async (db: OpenTestLog['db']) => {
    const [row] = await db
      .selectNoFrom(({ fn }) => fn<number>('connection_id', []).as('id'))
      .execute()
    await killer.query(`KILL CONNECTION ${Number(row?.id)}`)
  }
  const asked = opened.commands.handle(counter, stream, {}, same, rows)
  await expect(asked).rejects.toMatchObject({ code: 'DATABASE_AWAY' })
  await killer.end()
  await opened.commands.handle(counter, stream, {}, same)
  expect(await stepsOf(stream)).toEqual([0])
})

it('decides on the same state from a snapshot as from all events, and reads only what came after it', async () => {
  const stream = `long-${randomUUID()}`
  const keeping = { ...counter, snapshotVersion: 1 }
  for (let step = 0; step < 120; step++) {
    await opened.commands.handle(keeping, stream, {}, context())
  }
  const snapshot = await new Snapshots(opened.db).read(stream, 1)
  expect(snapshot).toEqual({ version: 100, state: { steps: 100, last: 99 } })
  expect(await opened.commands.load(keeping, stream)).toEqual({ steps: 120, last: 119 })
  expect(await opened.commands.load(counter, stream)).toEqual({ steps: 120, last: 119 })
})

it('takes a snapshot of another shape for none', async () => {
  const stream = `shape-${randomUUID()}`
  await opened.commands.handle(counter, stream, {}, context())
  await new Snapshots(opened.db).write(stream, 1, { version: 1, state: { wrong: true } })
  const reshaped = { ...counter, snapshotVersion: 2 }
  expect(await opened.commands.load(reshaped, stream)).toEqual({ steps: 1, last: 0 })
})
