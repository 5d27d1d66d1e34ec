import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { requestCapture } from '../../src/web/api/captures.ts'
import { readEvents } from '../../src/web/api/events.ts'
import { showStatus } from '../../src/web/api/status.ts'
import {
  captureOf,
  clientOf,
  endedCapture,
  eventsOf,
  mailsOf,
  reportIn,
  reportOf,
  runningCapture,
  serverOf,
} from '../support/daemon-view.ts'
import { isRoot, mountOnly } from '../support/privilege.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'
import { createHome } from '../support/stack.ts'
import { sleep, until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

const ADDRESSES = 250
const ROUND_MS = 100
const FULL_MS = 5_000
/** So many mails a minute are sent, and no more: the one that is looked at must be among them. */
const MAIL_EVERY_MS = 1_000
/** Longer than the tests: captures are stopped. */
const LONG_SECONDS = 3_600

/** On all addresses of the loopback. */
let receiver: Socket
let home: string
let disk: SmallDisk
let vigie: Vigie | undefined
const start = async (savePackets: number, keepIntervals: number): Promise<Vigie> => {
  const environment = {
    VIGIE_DISK_SAVE_PACKETS_MEBIBYTES: String(savePackets),
    VIGIE_DISK_KEEP_INTERVALS_MEBIBYTES: String(keepIntervals),
  }
  vigie = await startVigie({ home, environment })
  return vigie
}
const capture = async (seconds: number) => {
  const body = {
    seconds,
    interface: 'lo',
    filter: `udp dst port ${receiver.address().port}`,
    save: true,
    mail: { to: [] },
  }
  const { id, reportId } = await clientOf(home)(requestCapture, { body })
  await runningCapture(home)
  return { id, reportId: reportId ?? '' }
}
const level = (wanted: string) =>
  until(`the disk is at ${wanted}`, async () => {
    const { disk: found } = await clientOf(home)(showStatus)
    return found.level === wanted && found
  })
const diskEvents = async () => {
  const query = { stream: 'disk-local', limit: 100 }
  const { events } = await clientOf(home)(readEvents, { query })
  return events.map(({ data }) => (data as { to: string }).to)
}

/** Sends to ever other addresses, so that each interval has some hundred rows, until told to end; returns how many. */
const stream = () => {
  let ended = false
  const { port } = receiver.address()
  const sent = (async () => {
    const socket = createSocket('udp4')
    let count = 0
    while (!ended) {
      for (let at = 0; at < ADDRESSES / 10; at++) {
        const host = `127.1.${count % 16}.${1 + (count % ADDRESSES)}`
        await new Promise((done) => socket.send('x', port, host, done))
        count++
      }
      await sleep(ROUND_MS)
    }
    socket.close()
    return count
  })()
  return () => {
    ended = true
    return sent
  }
}
describe.skipIf(!isRoot)(`a small disk${mountOnly}`, () => {
  beforeEach(async () => {
    receiver = createSocket('udp4').bind(0)
    await once(receiver, 'listening')
    home = await createHome()
    disk = smallDisk(home)
  })
  afterEach(async () => {
    receiver.close()
    disk.clear()
    await vigie?.stop()
    disk.remove()
    await vigie?.cleanUp()
  })

  it('a disk that runs low gives up packets, then figures, says so, and goes on by itself', async () => {
    const { cli } = await start(110, 60)
    expect((await cli('status')).stdout).toContain('Disk: ')
    const { id, reportId } = await capture(LONG_SECONDS)
    const end = stream()
    await until('it counts', async () => (await captureOf(home, id)).traffic.totals.intervals > 1)
    disk.leave(90)
    await level('no packets')
    expect((await cli('status')).stdout).toContain('DISK LOW')
    disk.leave(40)
    await level('no intervals')
    await until('it is in the log', async () => (await diskEvents()).at(-1) === 'no intervals')
    const { totals } = (await captureOf(home, id)).traffic
    await sleep(3_000)
    const low = await cli('status', '--json')
    expect(low.json()).toMatchObject({ disk: { level: 'no intervals' } })
    expect((await cli('doctor')).stdout).toContain('no figures are kept')
    expect((await captureOf(home, id)).traffic.totals.intervals).toBeLessThanOrEqual(
      totals.intervals + 1,
    )
    disk.clear()
    await level('enough')
    const kept = (await captureOf(home, id)).traffic.totals.intervals
    await until('it counts again', async () => {
      const { traffic } = await captureOf(home, id)
      return traffic.totals.intervals > kept + 1
    })
    await cli('capture', 'stop', id)
    const ended = await endedCapture(home, id)
    await end()
    expect(ended.state).toBe('stopped')
    expect(ended.lostIntervals).toBeGreaterThan(2)
    expect(ended.traffic.totals.intervals).toBeGreaterThan(totals.intervals + 1)
    const seconds = Math.floor(ended.countedMs / 1_000)
    expect(ended.traffic.totals.intervals + ended.lostIntervals).toBeGreaterThanOrEqual(seconds)
    expect(ended.saved.packets).toBeGreaterThan(0)
    expect(await diskEvents()).toEqual(['no packets', 'no intervals', 'enough'])
    await reportIn(home, reportId, 'delivered')
    expect((await reportOf(home, reportId)).text).toContain('was nearly full from')
  })

  it('a disk without a byte left stops nothing for good: all goes on once there is room', async () => {
    const { cli } = await start(0, 0)
    const { id, reportId } = await capture(LONG_SECONDS)
    const end = stream()
    await sleep(1_500)
    const fullUntil = performance.now() + FULL_MS
    while (performance.now() < fullUntil) {
      disk.leave(0)
      await cli('mail', '1', '--json') // may fail: it is asked again by whoever asked
      await sleep(MAIL_EVERY_MS)
    }
    disk.clear()
    await until('it can be stopped', async () => (await cli('capture', 'stop', id)).status === 0)
    const ended = await endedCapture(home, id)
    await end()
    const types = (await eventsOf(home, id)).map(({ type }) => type)
    expect(ended.state).toBe('stopped')
    expect(types.at(-1)).toBe('CaptureCompleted')
    expect(ended.lostIntervals).toBe(0)
    // Its segments have all that they counted: no interval that was handed over is missing.
    const seconds = Math.floor(ended.countedMs / 1_000)
    expect(ended.traffic.totals.intervals).toBeGreaterThanOrEqual(seconds)
    await reportIn(home, reportId, 'delivered', 60_000)
    expect(await mailsOf(home, reportId)).toHaveLength(1)
    const status = await until('all that follow the log are at its end', async () => {
      const found = await clientOf(home)(showStatus)
      return found.projections.every(({ position }) => position === found.log?.position) && found
    })
    expect(status.projections.filter(({ failure }) => failure !== null)).toEqual([])
    expect(status.queues.filter(({ failed }) => failed > 0)).toEqual([])
    expect((await serverOf(home, 'mysql')).restarts).toBe(0)
    const next = await cli('capture', '1', '--interface', 'lo', '--mail', '--wait', '--json')
    expect(next.status).toBe(0)
  })
})
