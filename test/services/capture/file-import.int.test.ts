import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { newId } from '../../../src/base/ids.ts'
import {
  capturesWithin,
  coverageOf,
  FileImports,
  findCapture,
  gapsOf,
  newestCapture,
  retainedFrom,
  segmentsOf,
} from '../../../src/services/capture/index.ts'
import { readFigures } from '../../../src/services/report/report-figures.ts'
import {
  FILE_SEGMENT,
  sealIntervals,
  summarizeTraffic,
} from '../../../src/services/traffic/index.ts'
import { type RealMysql, startRealMysql } from '../../support/real-mysql.ts'
import { type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { intervalOf } from '../traffic/intervals.ts'

const HOUR_MS = 3_600_000
const OPEN_MAX = 64
/** Times of the file, and of its import. */
const OF_2019 = Date.UTC(2019, 7, 5, 10)
const TODAY = Date.UTC(2026, 6, 1, 23, 59, 50)

const intervals = [0, 1, 2].map((number) =>
  intervalOf(number, OF_2019 + number * 1_000, { drops: null }),
)
const file = {
  file: 'lab.pcapng',
  firstAt: OF_2019 + 125,
  lastAt: OF_2019 + 2_500,
  isBrokenOff: false,
}
let realMysql: RealMysql | undefined
afterAll(() => realMysql?.stop())

describe.each(['MariaDB', 'MySQL'] as const)('on %s', (server) => {
  let now = TODAY
  let hasRoom = true
  let vigie: OpenVigie
  let imports: FileImports
  beforeAll(async () => {
    if (server === 'MySQL') realMysql = await startRealMysql()
    const connection = realMysql?.connection ?? inject('mysql')
    vigie = await openVigie({ clock: { now: () => now }, server: connection })
    const { db, commands } = vigie.counting
    const clock = { now: () => now }
    imports = new FileImports({ db, commands, clock, sensor: 'local', hasRoom: () => hasRoom })
  }, 300_000)
  afterAll(() => vigie.close())

  const context = () => ({ commandId: newId(), actor: 'local:0', now })

  /** A whole import, and its capture. */
  const imported = async () => {
    const id = imports.begin()
    await imports.add(id, intervals.slice(0, 2))
    await imports.add(id, intervals.slice(2))
    await imports.end(id, file, context())
    await vigie.settled()
    return findCapture(vigie.db, id)
  }

  describe('a capture file that is imported', () => {
    it('is a capture that is over, with the times of the file and without a gap', async () => {
      const capture = await imported()
      expect(capture).toMatchObject({
        state: 'completed',
        sensor: 'local',
        interface: '',
        file: 'lab.pcapng',
        driver: 'file',
        seconds: 3,
        requestedAt: TODAY,
        startedAt: OF_2019 + 125,
        endedAt: OF_2019 + 2_500,
        reportId: null,
        actor: 'local:0',
      })
      const segments = await segmentsOf(vigie.db, capture.id)
      expect(segments).toMatchObject([{ segment: FILE_SEGMENT, lostIntervals: 0 }])
      expect(gapsOf(capture, segments)).toEqual([])
      expect(coverageOf(capture, segments, now)).toEqual({ countedMs: 2_375, lostIntervals: 0 })
    })

    it('is one event, which seals its rows', async () => {
      const { id } = await imported()
      const key = { captureId: id, segment: FILE_SEGMENT }
      const { totals, rowsHash } = await sealIntervals(vigie.db, key)
      const events = await vigie.reader.readStream(`capture-${id}`)
      expect(events).toMatchObject([
        {
          type: 'CaptureImported',
          data: { captureId: id, sensor: 'local', importedAt: now, ...file, totals, rowsHash },
        },
      ])
      expect(totals).toMatchObject({ intervals: 3, packets: 33, bytes: 3_003, kernelDrops: null })
    })

    it('is kept from the day on which its import began, however old or new its packets are', async () => {
      const id = imports.begin()
      now += 20_000 // past midnight
      await imports.add(id, intervals)
      const { rows } = await sql<{ day: string }>`
        SELECT DISTINCT DATE_FORMAT(kept_from, '%Y-%m-%d') AS day FROM traffic_intervals
        WHERE capture_id = ${id}`.execute(vigie.db)
      expect(rows).toEqual([{ day: '2026-07-01' }])
      await imports.end(id, file, context())
      now = TODAY
      await vigie.settled()
      expect(retainedFrom(await findCapture(vigie.db, id))).toBe(TODAY)
    })

    it('is in no window, neither ended nor left open, and is not the newest capture', async () => {
      const open = imports.begin()
      await imports.add(open, intervals)
      const { id } = await imported()
      const window = { from: OF_2019, to: TODAY + 1 }
      expect((await summarizeTraffic(vigie.db, window, 10)).totals.packets).toBe(0)
      expect(await capturesWithin(vigie.db, window.from, window.to)).toEqual([])
      expect(await newestCapture(vigie.db)).toBeUndefined()
      const figures = (scope: Parameters<typeof readFigures>[3]['scope']) =>
        readFigures(vigie.db, vigie.reader, newId(), { scope }, now)
      const ofWindow = await figures({ kind: 'window', ...window })
      expect(ofWindow).toMatchObject({ captures: [], traffic: null })
      expect(await figures({ kind: 'newest' })).toMatchObject({ captures: [], traffic: null })
      const own = await figures({ kind: 'capture', captureId: id })
      expect(own).toMatchObject({
        from: file.firstAt,
        to: file.lastAt,
        captures: [{ id, file: 'lab.pcapng' }],
        keptSince: { totals: null, details: null },
        traffic: { totals: { packets: 33 } },
      })
    })

    it('of a file that breaks off says so, also in its report', async () => {
      const id = imports.begin()
      await imports.add(id, intervals)
      await imports.end(id, { ...file, isBrokenOff: true }, context())
      await vigie.settled()
      expect(await findCapture(vigie.db, id)).toMatchObject({ isBrokenOff: true })
      const scope = { kind: 'capture', captureId: id } as const
      const figures = await readFigures(vigie.db, vigie.reader, newId(), { scope }, now)
      expect(figures.captures).toMatchObject([{ isBrokenOff: true }])
    })

    it('knows when its devices were seen, where the file goes back in time', async () => {
      const id = imports.begin()
      const back = intervals.map((one, at) => {
        const startedAt = OF_2019 - at * 3_600_000
        return { ...one, startedAt, endedAt: startedAt + 1_000 }
      })
      await imports.add(id, back)
      await imports.end(id, file, context())
      const { devices } = await summarizeTraffic(vigie.db, { captureId: id }, 10)
      expect(devices[0]).toMatchObject({
        firstAt: OF_2019 - 2 * 3_600_000,
        lastAt: OF_2019 + 1_000,
      })
    })

    it('of times that lie ahead has a report of these times', async () => {
      const id = imports.begin()
      await imports.add(id, intervals)
      const lastAt = 2 ** 32 * 1_000 - 1
      await imports.end(id, { ...file, firstAt: 0, lastAt }, context())
      await vigie.settled()
      expect(await findCapture(vigie.db, id)).toMatchObject({
        seconds: 2 ** 32 - 1,
        endedAt: lastAt,
      })
      const scope = { kind: 'capture', captureId: id } as const
      const figures = await readFigures(vigie.db, vigie.reader, newId(), { scope }, now)
      expect(figures).toMatchObject({ from: 0, to: lastAt })
    })
  })

  describe('an import', () => {
    it('takes its intervals in order and once', async () => {
      for (const wrong of [intervals.slice(1), [...intervals, ...intervals]]) {
        const id = imports.begin()
        await expect(imports.add(id, wrong)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
        // After a failure the file is sent again as a whole.
        await expect(imports.add(id, intervals)).rejects.toMatchObject({ code: 'IMPORT_UNKNOWN' })
      }
    })

    it('that is ended twice is ended', async () => {
      const { id } = await imported()
      await expect(imports.end(id, file, context())).resolves.toBe(0)
      expect(await vigie.reader.readStream(`capture-${id}`)).toHaveLength(1)
    })

    it('of nothing becomes no capture', async () => {
      const id = imports.begin()
      await expect(imports.end(id, file, context())).rejects.toMatchObject({
        code: 'ARGUMENT_INVALID',
      })
      await expect(findCapture(vigie.db, id)).rejects.toMatchObject({ code: 'CAPTURE_UNKNOWN' })
    })

    it('is unknown where nobody began it, it was ended, or Vigie was started again', async () => {
      const { id } = await imported()
      const [open, others] = [
        imports.begin(),
        new FileImports({ ...vigie.counting, sensor: 'local' }),
      ]
      for (const adding of [
        imports.add(newId(), intervals),
        imports.add(id, intervals),
        others.add(open, intervals),
      ]) {
        await expect(adding).rejects.toMatchObject({ code: 'IMPORT_UNKNOWN' })
      }
      await expect(imports.end(newId(), file, context())).rejects.toMatchObject({
        code: 'IMPORT_UNKNOWN',
      })
    })

    it('is forgotten after an hour of silence', async () => {
      const id = imports.begin()
      now += HOUR_MS
      await imports.add(id, intervals.slice(0, 1))
      now += HOUR_MS + 1
      await expect(imports.add(id, intervals.slice(1))).rejects.toMatchObject({
        code: 'IMPORT_UNKNOWN',
      })
      now = TODAY
    })

    it('makes room for another where too many are open: the one that was silent for longest', async () => {
      const [silent, busy] = [imports.begin(), imports.begin()]
      for (let open = 2; open < OPEN_MAX; open++) imports.begin()
      await imports.add(busy, intervals.slice(0, 1))
      imports.begin()
      await imports.add(busy, intervals.slice(1))
      await expect(imports.add(silent, intervals)).rejects.toMatchObject({ code: 'IMPORT_UNKNOWN' })
    })

    it('is refused while the disk has no room', async () => {
      const id = imports.begin()
      hasRoom = false
      expect(() => imports.begin()).toThrow(expect.objectContaining({ code: 'IMPORT_NO_ROOM' }))
      await expect(imports.add(id, intervals)).rejects.toMatchObject({ code: 'IMPORT_NO_ROOM' })
      hasRoom = true
    })
  })
})
