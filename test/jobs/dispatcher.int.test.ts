import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import { newId } from '../../src/base/ids.ts'
import { Checkpoints } from '../../src/events/index.ts'
import { Queues, runDispatcher } from '../../src/jobs/index.ts'
import { captureStream } from '../../src/services/capture/capture-events.ts'
import { planOf } from '../services/capture/captures.ts'
import { createTestRedis, type TestRedis } from '../support/test-database.ts'
import { eventually, log, type OpenVigie, openVigie } from '../workers/open-vigie.ts'
import { startProxy } from '../workers/socket-proxy.ts'

const QUEUE = 'capture@local'

let vigie: OpenVigie
let redis: TestRedis
let queues: Queues
let stops: (() => Promise<void>)[] = []
beforeAll(async () => {
  vigie = await openVigie()
  redis = await createTestRedis()
  queues = new Queues(redis.options, log)
  await queues.ready(5_000)
})
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
  stops = []
})
afterAll(async () => {
  await queues.close()
  await redis.drop()
  await vigie.close()
})

const start = (checkpoints = new Checkpoints(vigie.db), to = queues) => {
  const ending = new AbortController()
  const { reader, tail, clock } = vigie
  const deps = { reader, tail, checkpoints, queues: to, clock, log }
  const following = runDispatcher(deps, ending.signal)
  stops.push(async () => {
    ending.abort()
    await following
  })
}

/** Captures asked for one after the other; their ids. */
const request = async (count: number): Promise<string[]> => {
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const captureId = newId()
    ids.push(captureId)
    await vigie.appender.append({
      stream: captureStream(captureId),
      expected: 'none',
      events: [{ type: 'CaptureRequested', data: planOf({ captureId }) }],
      commandId: captureId,
      actor: 'test',
      now: 1_000,
    })
  }
  return ids
}

const waiting = async () =>
  (await queues.queue(QUEUE).getWaiting(0, -1)).map(({ data }) => data.captureId as string)
const position = async () =>
  (await new Checkpoints(vigie.db).read({ name: 'dispatcher', version: 1 })).position

it('queues the job of each event in the order of the log, and then moves its checkpoint', async () => {
  const ids = await request(12)
  start()
  const head = await vigie.reader.headPosition()
  await eventually(async () => (await position()) === head)
  expect(await waiting()).toEqual(ids)
})

it('adds no second job when it is killed between queueing and its checkpoint', async () => {
  const before = await waiting()
  const at = await position()
  const ids = await request(3)
  let crashes = 0
  class Crashing extends Checkpoints {
    override move(...move: Parameters<Checkpoints['move']>): Promise<boolean> {
      return crashes++ < 2 ? Promise.reject(new Error('killed')) : super.move(...move)
    }
  }
  start(new Crashing(vigie.db))
  await eventually(async () => crashes > 0)
  expect(await position()).toBe(at)
  await eventually(async () => (await position()) === at + 3)
  expect(crashes).toBe(3)
  expect(await waiting()).toEqual([...before, ...ids])
})

it('queues each job once while two of them follow the log', async () => {
  const before = await waiting()
  start()
  start()
  const ids = await request(20)
  const head = await vigie.reader.headPosition()
  await eventually(async () => (await position()) === head)
  expect((await waiting()).sort()).toEqual([...before, ...ids].sort())
})

it('waits while Redis is away and queues all of it afterwards', async () => {
  const at = await position()
  const proxy = await startProxy(redis.options.path ?? '')
  const far = new Queues({ path: proxy.path, db: redis.options.db }, log)
  await far.ready(5_000)
  proxy.cut()
  await eventually(() =>
    far
      .forgotten()
      .then(() => false)
      .catch(() => true),
  )
  start(undefined, far)
  const ids = await request(2)
  await pause(300)
  expect(await position()).toBe(at)
  await proxy.mend()
  await eventually(async () => (await position()) === at + 2)
  expect((await waiting()).slice(-2)).toEqual(ids)
  // Stopping does not wait for a Redis that is away.
  proxy.cut()
  await request(1)
  await Promise.all(stops.map((stop) => stop()))
  stops = []
  await far.close()
  await proxy.cleanUp()
})
