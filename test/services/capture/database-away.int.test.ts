import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pause } from '../../../src/base/clock.ts'
import { summarizeTraffic } from '../../../src/services/traffic/index.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'
import { eventually, type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { eventsOf, jobKeyOf, requestCapture, typesOf } from './captures.ts'

const PORT = 40_103

let servers: TestStack
let vigie: OpenVigie
beforeAll(async () => {
  servers = await startTestStack()
  vigie = await openVigie({ server: servers.stack.mysql })
})
afterAll(async () => {
  await vigie.close()
  await servers.cleanUp()
})

const databasePid = (): number =>
  servers.stack.state().find(({ name }) => name === 'mysql')?.pid ?? 0
const run = (captureId: string) =>
  vigie.running.run(captureId, {
    jobKey: jobKeyOf(captureId),
    signal: new AbortController().signal,
  })
const opened = (captureId: string) =>
  eventually(async () => (await typesOf(vigie, captureId)).includes('SegmentOpened'))

/** Sends a datagram each 10 ms until told to end; returns how many. */
const stream = (until: Promise<unknown>) => {
  let ended = false
  void until.finally(() => {
    ended = true
  })
  const sent = (async () => {
    const socket = createSocket('udp4')
    let count = 0
    while (!ended) {
      await new Promise((done) => socket.send('x', PORT, '127.0.0.1', done))
      count++
      await pause(10)
    }
    socket.close()
    return count
  })()
  return sent
}

it.each([
  ['is killed', (pid: number) => process.kill(pid, 'SIGKILL')],
  [
    'stands still',
    (pid: number) => {
      process.kill(pid, 'SIGSTOP')
      setTimeout(() => process.kill(pid, 'SIGCONT'), 2_500)
    },
  ],
])('writes every interval afterwards when the database %s in the middle', async (_, harm) => {
  const captureId = await requestCapture(vigie, { seconds: 5, filter: `udp dst port ${PORT}` })
  const running = run(captureId)
  await opened(captureId)
  const sending = stream(pause(3_500))
  await pause(1_200)
  harm(databasePid())
  const sent = await sending
  expect(await running).toBe('ended')
  const events = await eventsOf(vigie, captureId)
  const closed = events.find(({ type }) => type === 'SegmentClosed')
  expect(closed?.data).toMatchObject({
    reason: 'elapsed',
    lostIntervals: 0,
    totals: { packets: sent },
  })
  expect(events.at(-1)?.type).toBe('CaptureCompleted')
  const { totals } = await summarizeTraffic(vigie.db, { captureId }, 1)
  expect(totals.packets).toBe(sent)
})
