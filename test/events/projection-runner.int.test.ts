import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Projection, ProjectionRunner } from '../../src/events/index.ts'
import { eventually, log, type OpenTestLog, openTestLog } from '../workers/open-vigie.ts'
import { counted, counterEvents } from './counter-events.ts'
import { seenProjection } from './seen-projection.ts'

const EVENTS = 1_600

let opened: OpenTestLog
let runners: ProjectionRunner[] = []

beforeAll(async () => {
  opened = await openTestLog(counterEvents)
  const { db, appender } = opened
  await sql`CREATE TABLE seen (name VARCHAR(20), position BIGINT, step INT)`.execute(db)
  await Promise.all(
    Array.from({ length: EVENTS / 100 }, (_, batch) =>
      appender.append({
        stream: `s-${batch}`,
        expected: 'none',
        events: Array.from({ length: 100 }, (_, step) => counted(batch, step)),
        commandId: `seed-${batch}`,
        actor: 'test',
        now: 1_700_000_000_000,
      }),
    ),
  )
})

afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()))
  runners = []
})

afterAll(() => opened.close())

const start = (...projections: Projection[]): ProjectionRunner => {
  const runner = new ProjectionRunner(opened.db, opened.reader, opened.tail, log, projections)
  runners.push(runner)
  runner.start()
  return runner
}

const rows = async (name: string) =>
  (
    await sql<{ position: number; step: number }>`
      SELECT position, step FROM seen WHERE name = ${name} ORDER BY position`.execute(opened.db)
  ).rows

const head = () => opened.reader.headPosition()
const everyPosition = async () => Array.from({ length: await head() }, (_, index) => index + 1)
const positionsOf = async (name: string) => (await rows(name)).map(({ position }) => position)
const append = (id: string) =>
  opened.appender.append({
    stream: 'later',
    expected: 'any',
    events: [counted(0, 0)],
    commandId: id,
    actor: 'test',
    now: 1_700_000_000_000,
  })

describe('a projection', () => {
  it('counts every event once although its process is killed again and again', async () => {
    const name = 'killed'
    for (let kill = 0; kill < 4; kill++) {
      const before = (await rows(name)).length
      const child = startProcess(name)
      // Killed at another moment each time, also inside of a step.
      if (kill > 0) await eventually(async () => (await rows(name)).length > before || kill === 1)
      await new Promise((resolve) => setTimeout(resolve, 300 + kill * 40))
      await end(child)
    }
    start(seenProjection(name))
    await eventually(async () => (await rows(name)).length >= EVENTS)
    expect(await positionsOf(name)).toEqual(await everyPosition())
  })

  it('counts every event once although two runners follow it at the same time', async () => {
    const first = start(seenProjection('raced'))
    const second = start(seenProjection('raced'))
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(`race-${index}`)))
    expect(await first.caughtUp(await head(), 20_000)).toBe(true)
    expect(await second.caughtUp(await head(), 20_000)).toBe(true)
    expect(await positionsOf('raced')).toEqual(await everyPosition())
  })

  it('halts where its handler throws, says why, and lets the others go on', async () => {
    let broken = true
    const halting: Projection = {
      ...seenProjection('halting'),
      project: async (trx, event) => {
        if (broken && event.position === 700) throw new Error('700 is too much')
        await seenProjection('halting').project(trx, event)
      },
    }
    const runner = start(halting, seenProjection('other'))
    const failure = async () =>
      (await runner.states()).find(({ name }) => name === 'halting')?.failure
    await eventually(async () => (await failure()) === '700 is too much')
    await append('while-halted')
    await eventually(async () => (await positionsOf('other')).length === (await head()))
    expect(await positionsOf('halting')).toHaveLength(500) // the step of 501 to 1000 wrote nothing
    expect(await runner.caughtUp(await head(), 20)).toBe(false)

    broken = false
    await opened.db
      .deleteFrom('seen' as never)
      .where('name' as never, '=', 'halting' as never)
      .execute()
    await runner.replay('halting')
    expect(await failure()).toBeNull()
    await append('after-replay')
    expect(await runner.caughtUp(await head(), 10_000)).toBe(true)
    expect(await positionsOf('halting')).toEqual(await everyPosition())
  })

  it('leaves the process free while it is halted', async () => {
    const runner = start({
      ...seenProjection('stuck'),
      project: () => Promise.reject(new Error('on purpose')),
    })
    await eventually(async () => (await runner.states())[0]?.failure === 'on purpose')
    const before = process.cpuUsage()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const { user } = process.cpuUsage(before)
    expect(user).toBeLessThan(700_000) // µs of 1 s: it does not spin
  })

  it('gives the same rows, byte for byte, when it is replayed', async () => {
    const runner = start(seenProjection('again'))
    expect(await runner.caughtUp(await head(), 10_000)).toBe(true)
    const before = JSON.stringify(await rows('again'))
    await sql`DELETE FROM seen WHERE name = 'again'`.execute(opened.db)
    await runner.replay('again')
    await append('wakes-the-replay')
    expect(await runner.caughtUp(await head(), 10_000)).toBe(true)
    const after = await rows('again')
    expect(JSON.stringify(after.slice(0, -1))).toBe(before)
  })

  it('writes its tables anew from the beginning where its version is new', async () => {
    const owner = { ...seenProjection('versioned'), tables: ['seen' as never] }
    const first = start(owner)
    expect(await first.caughtUp(await head(), 10_000)).toBe(true)
    await first.stop()
    const second = start({ ...owner, version: 2 }) // the same rows again would be refused
    expect(await second.caughtUp(await head(), 10_000)).toBe(true)
    expect(await positionsOf('versioned')).toEqual(await everyPosition())
  })

  it('passes over the types that it does not declare', async () => {
    const runner = start({ ...seenProjection('deaf'), handles: ['Otherwise'] })
    expect(await runner.caughtUp(await head(), 10_000)).toBe(true)
    expect(await rows('deaf')).toEqual([])
  })

  it('is not replayed under a name that nobody has', async () => {
    const runner = start(seenProjection('known'))
    await expect(runner.replay('unknown')).rejects.toMatchObject({ code: 'PROJECTION_UNKNOWN' })
  })
})

const startProcess = (name: string): ChildProcess =>
  spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'projection-child.ts'), JSON.stringify(opened.address), name],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )

const end = async (child: ChildProcess): Promise<void> => {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
