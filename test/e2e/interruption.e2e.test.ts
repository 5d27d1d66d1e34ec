import { afterAll, afterEach, expect, test } from 'vitest'
import { expectSuccess } from '../support/answers.ts'
import {
  captureOf,
  endedCapture,
  eventsOf,
  mailsOf,
  processesOf,
  reportIn,
  runningCapture,
} from '../support/daemon-view.ts'
import { DATAGRAM_BYTES, type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { sleep, until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

let vigie: Vigie | undefined
let datagrams: Datagrams | undefined

afterEach(() => datagrams?.close())
afterAll(() => vigie?.cleanUp())

/** Longer than any test: what goes on with it may take as long as it likes, and then it is stopped. */
const LONG_SECONDS = 3_600
/** Enough for some packets and a stop before its end. */
const SHORT_SECONDS = 6

/** A capture of known traffic that has counted `packets` when this returns, with its report to come. */
const begunCapture = async (seconds: number, packets: number) => {
  vigie ??= await startVigie()
  const started = vigie
  const traffic = await openDatagrams()
  datagrams = traffic
  const where = ['--interface', 'lo', '--filter', traffic.filter]
  const answer = await started.cli('capture', String(seconds), ...where, '--mail', '--json')
  const { id } = await runningCapture(started.home)
  await traffic.burst(packets)
  await counted(started.home, id, packets)
  return { id, reportId: String(answer.json()['reportId']), home: started.home, traffic, started }
}

const counted = (home: string, id: string, packets: number) =>
  until(`${packets} packets are kept`, async () => {
    const { traffic } = await captureOf(home, id)
    return traffic.totals.packets === packets
  })

const segmentsOpened = async (home: string, id: string) =>
  (await eventsOf(home, id)).filter(({ type }) => type === 'SegmentOpened').length

const GAP_CAUSES = {
  shutdown: 'Vigie was not running',
  interrupted: 'Vigie broke off, by a crash or a power cut',
}

/** The capture goes on, is stopped once it has counted all, and is then a whole of two segments with a gap between them. */
const expectTwoSegments = async (
  id: string,
  reportId: string,
  packets: number,
  reason: keyof typeof GAP_CAUSES,
) => {
  if (vigie === undefined) throw new Error('nothing runs')
  const { home } = vigie
  await counted(home, id, packets)
  expectSuccess(await vigie.cli('capture', 'stop', id))
  const capture = await endedCapture(home, id)
  expect(capture).toMatchObject({
    state: 'stopped',
    lostIntervals: 0,
    traffic: { totals: { packets, bytes: packets * DATAGRAM_BYTES } },
  })
  expect(capture.gaps).toHaveLength(1)
  const events = await eventsOf(home, id)
  expect(events.map(({ type }) => type)).toEqual([
    'CaptureRequested',
    'SegmentOpened',
    'SegmentClosed',
    'SegmentOpened',
    'CaptureStopRequested',
    'SegmentClosed',
    'CaptureCompleted',
  ])
  expect(events[2]?.data).toMatchObject({ segment: 1, reason })
  expect(events[5]?.data).toMatchObject({ segment: 2, reason: 'stopped' })

  const shown = await vigie.cli('capture', 'show', id)
  expect(shown.stdout).toMatch(
    new RegExp(`^Not counted from .* \\(.*\\): ${GAP_CAUSES[reason]}\\.$`, 'm'),
  )
  const report = await reportIn(home, reportId, 'delivered')
  expect(report.text).toMatch(new RegExp(`Capture ${id} did\\s+not\\s+count\\s+from`))
  expect(await mailsOf(home, reportId)).toHaveLength(1)
}

test('a daemon that was killed goes on with its capture, and says what it missed', async () => {
  const { id, reportId, home, traffic, started } = await begunCapture(LONG_SECONDS, 20)
  await started.kill()
  await until('its servers end too', () => processesOf(home).length === 0)
  vigie = await startVigie({ home })
  await until('it goes on', async () => (await segmentsOpened(home, id)) === 2)
  await traffic.burst(30)
  await expectTwoSegments(id, reportId, 50, 'interrupted')
})

test('a daemon that was stopped goes on with its capture, and says what it missed', async () => {
  const { id, reportId, home, traffic, started } = await begunCapture(LONG_SECONDS, 25)
  expect(await started.stop()).toBe(0)
  vigie = await startVigie({ home })
  await until('it goes on', async () => (await segmentsOpened(home, id)) === 2)
  await traffic.burst(15)
  await expectTwoSegments(id, reportId, 40, 'shutdown')
})

test('a capture whose time passed while Vigie was down is completed with its gap', async () => {
  const { id, reportId, home, started } = await begunCapture(SHORT_SECONDS, 10)
  const { startedAt } = await captureOf(home, id)
  await started.stop()
  await sleep(Number(startedAt) + SHORT_SECONDS * 1_000 - Date.now()) // its planned end
  vigie = await startVigie({ home })
  const capture = await endedCapture(home, id)
  expect(capture).toMatchObject({ state: 'completed', traffic: { totals: { packets: 10 } } })
  expect(capture.gaps).toHaveLength(1)
  const [gap] = capture.gaps
  expect(gap?.to).toBe(Number(capture.startedAt) + SHORT_SECONDS * 1_000)
  const report = await reportIn(home, reportId, 'delivered')
  expect(report.text).toMatch(new RegExp(`Capture ${id} did\\s+not\\s+count\\s+from`))
})
