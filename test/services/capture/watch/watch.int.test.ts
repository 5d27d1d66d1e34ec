import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause } from '../../../../src/base/clock.ts'
import { newId } from '../../../../src/base/ids.ts'
import {
  findWatch,
  keepWatches,
  type WatchRow,
  watchSegments,
} from '../../../../src/services/capture/index.ts'
import { recordSensor } from '../../../../src/services/capture/sensor-registry.ts'
import { sealIntervals, summarizeTraffic } from '../../../../src/services/traffic/index.ts'
import { eventually, type OpenVigie, openVigie } from '../../../workers/open-vigie.ts'

let vigie: OpenVigie
beforeAll(async () => {
  vigie = await openVigie()
  const interfaces = [
    { name: 'lo', up: true, addresses: ['127.0.0.1/8'] },
    { name: 'nothing0', up: false, addresses: [] },
  ]
  await recordSensor(vigie.db, { name: 'local', interfaces, seenAt: vigie.clock.now() })
})
afterAll(() => vigie.close())

const context = () => ({ commandId: newId(), actor: 'local:0', now: vigie.clock.now() })
const add = async (change: Partial<WatchRow> = {}) => {
  const watchId = newId()
  const plan = {
    watchId,
    sensor: 'local',
    interface: change.interface ?? 'lo',
    driver: 'ring' as const,
    filter: change.filter ?? '',
    save: change.save ?? false,
  }
  await vigie.watches.add(plan, context())
  await vigie.settled()
  return watchId
}
const remove = (watchId: string) => vigie.watches.remove(watchId, context())
const eventsOf = async (watchId: string) => vigie.reader.readStream(`watch-${watchId}`)
const typesOf = async (watchId: string) => (await eventsOf(watchId)).map(({ type }) => type)
const has = (watchId: string, type: string, times = 1) =>
  eventually(
    async () => (await typesOf(watchId)).filter((one) => one === type).length >= times,
    15_000,
  )

/** A keeper of this sensor, as the capture role runs it, with intervals of 200 ms. */
const keeper = () => {
  const ending = new AbortController()
  const ended = keepWatches({ ...vigie.counting, intervalMs: 200 }, 'local', ending.signal)
  return {
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}

const send = async (port: number, count: number) => {
  const socket = createSocket('udp4')
  for (let sent = 0; sent < count; sent++) {
    await new Promise((done) => socket.send(Buffer.alloc(100), port, '127.0.0.1', done))
  }
  socket.close()
}

describe('a standing watch', () => {
  it('counts until it is removed; its seals add up to its rows, without a hole', async () => {
    const watchId = await add({ filter: 'udp dst port 40201' })
    const keeping = keeper()
    await has(watchId, 'WatchSegmentOpened')
    await send(40_201, 20)
    await eventually(async () => {
      const { totals } = await summarizeTraffic(vigie.db, { captureId: watchId }, 1)
      return totals.packets === 20
    })
    await remove(watchId)
    await has(watchId, 'WatchSegmentClosed')
    await keeping.stop()
    const events = await eventsOf(watchId)
    const closing = events.at(-1)?.data as { reason: string; failure: unknown }
    expect(closing).toMatchObject({ reason: 'removed', failure: null })
    const seals = events
      .filter(({ type }) => type === 'IntervalsSealed')
      .map(({ data }) => data as { from: number; to: number; totals: { packets: number } })
    expect(seals.reduce((sum, { totals }) => sum + totals.packets, 0)).toBe(20)
    expect(seals[0]?.from).toBe(0)
    for (const [index, { from }] of seals.entries()) {
      if (index > 0) expect(from).toBe(seals[index - 1]?.to)
    }
    const key = { captureId: watchId, segment: 1 }
    const { totals, rowsHash, lastNumber } = await sealIntervals(vigie.db, key)
    if (seals.length === 1) expect(seals[0]).toMatchObject({ totals, rowsHash })
    expect(seals.at(-1)?.to).toBe((lastNumber ?? 0) + 1)
    await vigie.settled()
    expect(await findWatch(vigie.db, watchId)).toMatchObject({ openedAt: null })
  })

  it('says what it lost, also where a full disk left it not one row', async () => {
    const watchId = await add({ filter: 'udp dst port 40207' })
    const ending = new AbortController()
    const deps = { ...vigie.counting, intervalMs: 200, hasRoom: () => false }
    const ended = keepWatches(deps, 'local', ending.signal)
    await has(watchId, 'WatchSegmentOpened')
    await pause(700)
    await remove(watchId)
    await has(watchId, 'WatchSegmentClosed')
    ending.abort()
    await ended
    await vigie.settled()
    const [segment] = await watchSegments(vigie.db, watchId, 0, 10)
    expect(segment?.lostIntervals).toBeGreaterThanOrEqual(3)
    const seals = (await eventsOf(watchId)).filter(({ type }) => type === 'IntervalsSealed')
    expect(seals.map(({ data }) => data)).toEqual([
      expect.objectContaining({ from: 0, lostIntervals: segment?.lostIntervals }),
    ])
  })

  it('goes on as a new segment after its sensor was stopped and started again', async () => {
    const watchId = await add({ filter: 'udp dst port 40202' })
    const first = keeper()
    await has(watchId, 'WatchSegmentOpened')
    await first.stop()
    expect((await eventsOf(watchId)).at(-1)?.data).toMatchObject({ reason: 'shutdown' })
    const second = keeper()
    await has(watchId, 'WatchSegmentOpened', 2)
    await remove(watchId)
    await has(watchId, 'WatchSegmentClosed', 2)
    await second.stop()
    await vigie.settled()
    const segments = await watchSegments(vigie.db, watchId, 0, 10)
    expect(segments.map(({ reason }) => reason)).toEqual(['shutdown', 'removed'])
  })

  it('closes what a crash left open where its last row ends, then counts on', async () => {
    const watchId = await add({ filter: 'udp dst port 40203' })
    const { commands, clock } = vigie
    // What a killed daemon leaves: a segment in the log, and nobody who counts for it.
    const { watch } = await import('../../../../src/services/capture/watch/watch.ts')
    const openedAt = clock.now() - 60_000
    await commands.handle(
      watch,
      `watch-${watchId}`,
      { type: 'OpenWatchSegment', now: openedAt },
      context(),
    )
    const keeping = keeper()
    await has(watchId, 'WatchSegmentOpened', 2)
    const closing = (await eventsOf(watchId)).find(({ type }) => type === 'WatchSegmentClosed')
    expect(closing?.data).toMatchObject({ segment: 1, reason: 'interrupted', closedAt: openedAt })
    await remove(watchId)
    await has(watchId, 'WatchSegmentClosed', 2)
    await keeping.stop()
  })

  it('says once why it cannot count, and is tried again', async () => {
    const watchId = await add({ interface: 'nothing0' })
    const keeping = keeper()
    await has(watchId, 'WatchFailed')
    await new Promise((done) => setTimeout(done, 2_500)) // two more tries
    await keeping.stop()
    expect(await typesOf(watchId)).toEqual(['WatchAdded', 'WatchFailed'])
    await vigie.settled()
    const found = await findWatch(vigie.db, watchId)
    expect(found.failure).toMatchObject({
      code: 'INTERFACE_UNKNOWN',
      values: { interface: 'nothing0', sensor: 'local' },
    })
    await remove(watchId)
  })

  it('is refused twice for the same interface and filter, and beyond the bound of a sensor', async () => {
    const filters = ['port 1', 'port 2', 'port 3', 'port 4']
    const ids: string[] = []
    for (const filter of filters) ids.push(await add({ filter }))
    await expect(add({ filter: 'port 2' })).rejects.toMatchObject({ code: 'WATCH_EXISTS' })
    await expect(add({ filter: 'port 5' })).rejects.toMatchObject({ code: 'WATCHES_TOO_MANY' })
    await expect(add({ filter: 'prot 5' })).rejects.toMatchObject({ code: 'FILTER_INVALID' })
    for (const id of ids) await remove(id)
  })
})
