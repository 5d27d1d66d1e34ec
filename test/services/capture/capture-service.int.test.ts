import { createSocket } from 'node:dgram'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause } from '../../../src/base/clock.ts'
import { Failure } from '../../../src/base/failure.ts'
import { connectionOptions } from '../../../src/db/mysql-options.ts'
import { drivers } from '../../../src/net/packet-source.ts'
import { followStops, RunningCaptures, segmentsOf } from '../../../src/services/capture/index.ts'
import { recordSensor } from '../../../src/services/capture/sensor-registry.ts'
import {
  sealIntervals,
  summarizeTraffic,
  writeIntervals,
} from '../../../src/services/traffic/index.ts'
import { eventually, log, type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { intervalOf } from '../traffic/intervals.ts'
import { eventsOf, jobKeyOf, planOf, requestCapture, typesOf } from './captures.ts'

let vigie: OpenVigie
const ending = new AbortController()
let following: Promise<void>
beforeAll(async () => {
  vigie = await openVigie()
  following = followStops(vigie.reader, vigie.tail, vigie.running, log, ending.signal)
})
afterAll(async () => {
  ending.abort()
  await following
  await vigie.close()
})

const never = new AbortController().signal
const run = (captureId: string, signal = never) =>
  vigie.running.run(captureId, { jobKey: jobKeyOf(captureId), signal })
const opened = (captureId: string) =>
  eventually(async () => (await typesOf(vigie, captureId)).includes('SegmentOpened'))
const lastEvent = async (captureId: string) => (await eventsOf(vigie, captureId)).at(-1)
const context = (commandId: string) => ({ commandId, actor: 'local:0', now: vigie.clock.now() })

/** A port that nobody uses, and what sends a datagram of `bytes` to it through the loopback interface. */
const datagrams = async (port: number, count: number, bytes: number) => {
  const socket = createSocket('udp4')
  for (let sent = 0; sent < count; sent++) {
    await new Promise((done) => socket.send(Buffer.alloc(bytes), port, '127.0.0.1', done))
  }
  socket.close()
}

describe.each(drivers)('a capture with the driver %s', (driver) => {
  it('counts what was sent while it ran, and seals the rows with the same totals', async () => {
    const port = driver === 'ring' ? 40_101 : 40_102
    const captureId = await requestCapture(vigie, {
      seconds: 2,
      driver,
      filter: `udp dst port ${port}`,
    })
    const running = run(captureId)
    await opened(captureId)
    await datagrams(port, 50, 100)
    expect(await running).toBe('ended')
    const bytes = 50 * (14 + 20 + 8 + 100)
    const { totals } = await summarizeTraffic(vigie.db, { captureId }, 10)
    expect(totals).toMatchObject({ packets: 50, bytes, malformed: 0 })
    const sealed = await sealIntervals(vigie.db, { captureId, segment: 1 })
    const events = await eventsOf(vigie, captureId)
    expect(events.map(({ type }) => type)).toEqual([
      'CaptureRequested',
      'SegmentOpened',
      'SegmentClosed',
      'CaptureCompleted',
    ])
    expect(events[2]?.data).toMatchObject({
      reason: 'elapsed',
      rowsHash: sealed.rowsHash,
      totals: sealed.totals,
    })
    expect(events[3]?.data).toMatchObject({ reason: 'elapsed' })
  })
})

describe('a running capture', () => {
  it('ends early when somebody stops it, and is then called stopped', async () => {
    const captureId = await requestCapture(vigie, { seconds: 600 })
    const running = run(captureId)
    await opened(captureId)
    await vigie.captures.stop(captureId, context(`stop/${captureId}`))
    expect(await running).toBe('ended')
    expect(await lastEvent(captureId)).toMatchObject({
      type: 'CaptureCompleted',
      data: { reason: 'stopped' },
    })
    await expect(
      vigie.captures.stop(captureId, context(`again/${captureId}`)),
    ).rejects.toMatchObject({ code: 'CAPTURE_NOT_RUNNING', exitStatus: 2 })
  })

  it('closes its segment at a shutdown, and goes on in another one for the rest of its time', async () => {
    const captureId = await requestCapture(vigie, { seconds: 4 })
    const shutdown = new AbortController()
    const running = run(captureId, shutdown.signal)
    await opened(captureId)
    shutdown.abort('shutdown')
    expect(await running).toBe('shutdown')
    expect(await lastEvent(captureId)).toMatchObject({
      type: 'SegmentClosed',
      data: { reason: 'shutdown' },
    })
    expect(await run(captureId)).toBe('ended')
    const events = await eventsOf(vigie, captureId)
    const [first, second] = events.filter(({ type }) => type === 'SegmentOpened')
    const closed = events.findLast(({ type }) => type === 'SegmentClosed')
    expect(second?.data).toMatchObject({ segment: 2 })
    const total = Number(closed?.data['closedAt']) - Number(first?.data['openedAt'])
    expect(total).toBeGreaterThan(3_900) // planned from the first opening on
    expect(total).toBeLessThan(30_000)
  })

  it('is put off, and has not failed, when the shutdown comes at any moment of its start', async () => {
    for (const delay of [0, 20, 40, 60, 80, 100, 120, 150]) {
      const captureId = await requestCapture(vigie, { seconds: 600 })
      const shutdown = new AbortController()
      const running = run(captureId, shutdown.signal)
      await pause(delay)
      shutdown.abort('shutdown')
      expect(await running, `${delay} ms`).toBe('shutdown')
      const types = await typesOf(vigie, captureId)
      expect(types, `${delay} ms`).not.toContain('CaptureFailed')
      expect(types.includes('SegmentOpened')).toBe(types.includes('SegmentClosed'))
    }
  })

  it('is put off, and has not failed, when it is shut down before the log could say that it began', async () => {
    const captureId = await requestCapture(vigie, { seconds: 600 })
    const shutdown = new AbortController()
    const slow = await mysql.createConnection(connectionOptions(vigie.address))
    await slow.query('START TRANSACTION')
    await slow.query('SELECT * FROM event_log FOR UPDATE') // every append waits
    const running = run(captureId, shutdown.signal)
    await pause(600)
    shutdown.abort('shutdown')
    await pause(600)
    await slow.query('ROLLBACK')
    await slow.end()
    expect(await running).toBe('shutdown')
    expect(await typesOf(vigie, captureId)).toEqual([
      'CaptureRequested',
      'SegmentOpened',
      'SegmentClosed',
    ])
  })

  it('is joined by a second run, and counted once', async () => {
    const captureId = await requestCapture(vigie, { seconds: 2 })
    const lost = new AbortController()
    const first = run(captureId, lost.signal)
    await opened(captureId)
    const second = run(captureId)
    lost.abort('lock lost') // the queue gave the job to the second one
    expect(await Promise.all([first, second])).toEqual(['ended', 'ended'])
    await vigie.settled()
    expect(await segmentsOf(vigie.db, captureId)).toHaveLength(1)
    expect(await run(captureId)).toBe('ended') // and once more after its end: nothing happens
    expect(await typesOf(vigie, captureId)).toHaveLength(4)
  })

  it('that a crash left open is closed with the totals of its rows, and goes on', async () => {
    const captureId = await requestCapture(vigie, { seconds: 2 })
    const openedAt = vigie.clock.now()
    const opening = { type: 'SegmentOpened', data: { captureId, segment: 1, openedAt } }
    await vigie.appender.append({
      stream: `capture-${captureId}`,
      expected: 1,
      events: [opening],
      commandId: `${jobKeyOf(captureId)}/OpenSegment/1`,
      actor: 'worker',
      now: openedAt,
    })
    const written = [intervalOf(0, openedAt - 2_000), intervalOf(1, openedAt - 1_000)]
    await writeIntervals(vigie.db, { captureId, segment: 1 }, written)
    expect(await run(captureId)).toBe('ended')
    const events = await eventsOf(vigie, captureId)
    expect(events.map(({ type }) => type)).toEqual([
      'CaptureRequested',
      'SegmentOpened',
      'SegmentClosed',
      'SegmentOpened',
      'SegmentClosed',
      'CaptureCompleted',
    ])
    expect(events[2]?.data).toMatchObject({
      reason: 'interrupted',
      closedAt: openedAt,
      totals: { intervals: 2, packets: 21, bytes: 2_001 },
    })
  })

  it('whose time passed while nobody ran it is completed and not run', async () => {
    const captureId = await requestCapture(vigie, { seconds: 1 })
    const openedAt = vigie.clock.now() - 10_000
    const opening = { type: 'SegmentOpened', data: { captureId, segment: 1, openedAt } }
    await vigie.appender.append({
      stream: `capture-${captureId}`,
      expected: 1,
      events: [opening],
      commandId: `late/${captureId}`,
      actor: 'worker',
      now: openedAt,
    })
    expect(await run(captureId)).toBe('ended')
    expect((await typesOf(vigie, captureId)).slice(2)).toEqual([
      'SegmentClosed',
      'CaptureCompleted',
    ])
  })
})

describe('a capture that cannot be', () => {
  it('is recorded as failed with the reason where its interface is gone', async () => {
    const captureId = await requestCapture(vigie, { interface: 'nothere0' })
    expect(await run(captureId)).toBe('ended')
    const last = await lastEvent(captureId)
    expect(last?.type).toBe('CaptureFailed')
    expect(last?.data['failure']).toMatchObject({ values: { interface: 'nothere0' } })
  })

  it('is refused before it is recorded: sensor, interface and filter', async () => {
    await recordSensor(vigie.db, {
      name: 'local',
      interfaces: [{ name: 'lo', up: true, addresses: [] }],
      seenAt: vigie.clock.now(),
    })
    const check = (change: Parameters<typeof planOf>[0]) => vigie.captures.check(planOf(change))
    await check({ filter: 'tcp port 80' })
    const refused = (code: string) => ({ code, exitStatus: 2 })
    await expect(check({ sensor: 'none' })).rejects.toMatchObject(refused('SENSOR_UNKNOWN'))
    await expect(check({ interface: 'eth9' })).rejects.toMatchObject(refused('INTERFACE_UNKNOWN'))
    await expect(check({ filter: 'tcp prot 80' })).rejects.toMatchObject(refused('FILTER_INVALID'))
  })

  it('is not run where nobody asked for it', async () => {
    await expect(run('000000000000')).rejects.toMatchObject({ code: 'CAPTURE_UNKNOWN' })
  })
})

describe('a capture whose opening could not be recorded', () => {
  it('leaves no rows, so that the next attempt counts for itself alone', async () => {
    const port = 40_111
    const captureId = await requestCapture(vigie, { seconds: 2, filter: `udp dst port ${port}` })
    const away = new Failure('DATABASE_AWAY', { address: 'nowhere', reason: 'on purpose' })
    const { db, clock } = vigie
    const unlucky = new RunningCaptures({
      db,
      clock,
      log,
      settings: { snaplenBytes: 256, promiscuous: false, ringBytes: 1024 * 1024 },
      packets: vigie.packets,
      commands: Object.create(vigie.commands, {
        load: { value: vigie.commands.load.bind(vigie.commands) },
        handle: {
          value: async () => {
            await datagrams(port, 5, 100) // counted before the refusal is known
            await pause(1_500)
            throw away
          },
        },
      }),
    })
    const refused = unlucky.run(captureId, { jobKey: jobKeyOf(captureId), signal: never })
    await expect(refused).rejects.toThrow(away)
    const running = run(captureId)
    await opened(captureId)
    await datagrams(port, 7, 100)
    expect(await running).toBe('ended')
    expect(await lastEvent(captureId)).toMatchObject({ type: 'CaptureCompleted' })
    const { totals } = await sealIntervals(vigie.db, { captureId, segment: 1 })
    expect(totals.packets).toBe(7)
  })
})
