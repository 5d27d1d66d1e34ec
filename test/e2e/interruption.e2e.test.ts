import { afterEach, expect, test } from 'vitest'
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

afterEach(async () => {
  datagrams?.close()
  await vigie?.cleanUp()
  vigie = undefined
})

/** A capture of known traffic that has counted `packets` when this returns, with its report to come. */
const begunCapture = async (seconds: number, packets: number) => {
  const started = await startVigie()
  const traffic = await openDatagrams()
  vigie = started
  datagrams = traffic
  const where = ['--interface', 'lo', '--filter', traffic.filter]
  const answer = await started.cli('capture', String(seconds), ...where, '--mail', '--json')
  const { id } = await runningCapture(started.home)
  await traffic.send(packets)
  await until('the packets are kept', async () => {
    const { traffic } = await captureOf(started.home, id)
    return traffic.totals.packets === packets
  })
  return { id, reportId: String(answer.json()['reportId']), home: started.home, traffic, started }
}

const segmentsOpened = async (home: string, id: string) =>
  (await eventsOf(home, id)).filter(({ type }) => type === 'SegmentOpened').length

/** The capture went on and ended as a whole of two segments with a gap between them. */
const GAP_CAUSES = {
  shutdown: 'Vigie was not running',
  interrupted: 'Vigie broke off, by a crash or a power cut',
}

const expectTwoSegments = async (
  id: string,
  reportId: string,
  packets: number,
  reason: keyof typeof GAP_CAUSES,
) => {
  if (vigie === undefined) throw new Error('nothing runs')
  const { home } = vigie
  const capture = await endedCapture(home, id)
  expect(capture).toMatchObject({
    state: 'completed',
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
    'SegmentClosed',
    'CaptureCompleted',
  ])
  expect(events[2]?.data).toMatchObject({ segment: 1, reason })
  expect(events[4]?.data).toMatchObject({ segment: 2, reason: 'elapsed' })

  const shown = await vigie.cli('capture', 'show', id)
  expect(shown.stdout).toMatch(
    new RegExp(`^Not counted from .* \\(.*\\): ${GAP_CAUSES[reason]}\\.$`, 'm'),
  )
  const report = await reportIn(home, reportId, 'delivered')
  expect(report.text).toMatch(new RegExp(`Capture ${id} did\\s+not\\s+count\\s+from`))
  expect(await mailsOf(home, reportId)).toHaveLength(1)
}

test('a daemon that was killed goes on with its capture, and says what it missed', async () => {
  const { id, reportId, home, traffic, started } = await begunCapture(22, 20)
  await started.kill()
  await until('its servers end too', () => processesOf(home).length === 0)
  vigie = await startVigie({ home })
  await until('it goes on', async () => (await segmentsOpened(home, id)) === 2)
  await traffic.send(30)
  await expectTwoSegments(id, reportId, 50, 'interrupted')
})

test('a daemon that was stopped goes on with its capture, and says what it missed', async () => {
  const { id, reportId, home, traffic, started } = await begunCapture(10, 25)
  expect(await started.stop()).toBe(0)
  await sleep(500)
  vigie = await startVigie({ home })
  await until('it goes on', async () => (await segmentsOpened(home, id)) === 2)
  await traffic.send(15)
  await expectTwoSegments(id, reportId, 40, 'shutdown')
})

test('a capture whose time passed while Vigie was down is completed with its gap', async () => {
  const { id, reportId, home, started } = await begunCapture(3, 10)
  await started.stop()
  await sleep(3_000)
  vigie = await startVigie({ home })
  const capture = await endedCapture(home, id)
  expect(capture).toMatchObject({ state: 'completed', traffic: { totals: { packets: 10 } } })
  expect(capture.gaps).toHaveLength(1)
  const [gap] = capture.gaps
  expect(gap?.to).toBe(Number(capture.startedAt) + 3_000)
  const report = await reportIn(home, reportId, 'delivered')
  expect(report.text).toMatch(new RegExp(`Capture ${id} did\\s+not\\s+count\\s+from`))
})
