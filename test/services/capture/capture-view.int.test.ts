import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { newId } from '../../../src/base/ids.ts'
import type { CaptureEvent } from '../../../src/services/capture/capture-events.ts'
import {
  captureStream,
  capturesWithin,
  endedWithReport,
  findCapture,
  gapsOf,
  listCaptures,
  newestCapture,
  openCaptures,
  segmentsOf,
} from '../../../src/services/capture/index.ts'
import {
  findReport,
  listReports,
  missingReports,
  openReports,
} from '../../../src/services/report/index.ts'
import { findSchedule, listSchedules } from '../../../src/services/schedule/index.ts'
import { type RealMysql, startRealMysql } from '../../support/real-mysql.ts'
import { type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { planOf } from './captures.ts'

const START = Date.UTC(2026, 5, 1, 12)
const SEALED = {
  totals: {
    intervals: 1,
    packets: 2,
    bytes: 3,
    kernelDrops: null,
    truncated: 0,
    malformed: 0,
    flows: 1,
  },
  rowsHash: 'ab'.repeat(32),
}

let realMysql: RealMysql | undefined
afterAll(() => realMysql?.stop())

describe.each(['MariaDB', 'MySQL'] as const)('the read tables on %s', (server) => {
  let vigie: OpenVigie
  beforeAll(async () => {
    if (server === 'MySQL') realMysql = await startRealMysql()
    vigie = await openVigie({ server: realMysql?.connection ?? inject('mysql') })
  }, 300_000)
  afterAll(() => vigie.close())

  /** Appends what happened to one capture, each event at its own second after `START`. */
  const happened = async (
    captureId: string,
    events: readonly (readonly [number, CaptureEvent])[],
  ) => {
    for (const [second, event] of events) {
      await vigie.appender.append({
        stream: captureStream(captureId),
        expected: 'any',
        events: [event],
        commandId: newId(),
        actor: 'test',
        now: START + second * 1_000,
      })
    }
    await vigie.settled()
  }
  const requested = (captureId: string, seconds: number, reportId?: string): CaptureEvent => ({
    type: 'CaptureRequested',
    data: planOf({
      captureId,
      seconds,
      report: reportId === undefined ? null : { reportId, recipients: [] },
    }),
  })
  const openedAt = (captureId: string, segment: number, second: number) =>
    [
      second,
      { type: 'SegmentOpened', data: { captureId, segment, openedAt: START + second * 1_000 } },
    ] as const
  const closedAt = (
    captureId: string,
    segment: number,
    second: number,
    reason: 'elapsed' | 'interrupted' | 'shutdown' | 'stopped',
    lostIntervals = 0,
  ) =>
    [
      second,
      {
        type: 'SegmentClosed',
        data: {
          captureId,
          segment,
          closedAt: START + second * 1_000,
          reason,
          lostIntervals,
          ...SEALED,
        },
      },
    ] as const

  it('show a capture with its segments and the gaps between them', async () => {
    const captureId = newId()
    await happened(captureId, [
      [0, requested(captureId, 60)],
      openedAt(captureId, 1, 1),
      closedAt(captureId, 1, 10, 'interrupted', 2),
      openedAt(captureId, 2, 25),
      closedAt(captureId, 2, 30, 'shutdown'),
      [120, { type: 'CaptureCompleted', data: { captureId, reason: 'elapsed', reportId: null } }],
    ])
    const capture = await findCapture(vigie.db, captureId)
    expect(capture).toMatchObject({
      state: 'completed',
      requestedAt: START,
      startedAt: START + 1_000,
      endedAt: START + 61_000, // its planned end, whenever that was noticed
      failure: null,
    })
    const segments = await segmentsOf(vigie.db, captureId)
    expect(segments.map(({ reason, lostIntervals }) => [reason, lostIntervals])).toEqual([
      ['interrupted', 2],
      ['shutdown', 0],
    ])
    expect(gapsOf(capture, segments)).toEqual([
      { from: START + 10_000, to: START + 25_000, cause: 'crash' },
      { from: START + 30_000, to: START + 61_000, cause: 'down' }, // to its planned end
    ])
  })

  it('show no gap where a capture was stopped, or went on within a second', async () => {
    const captureId = newId()
    await happened(captureId, [
      [0, requested(captureId, 60)],
      openedAt(captureId, 1, 0),
      closedAt(captureId, 1, 10, 'shutdown'),
      openedAt(captureId, 2, 10.5),
      closedAt(captureId, 2, 20, 'stopped'),
      [20, { type: 'CaptureCompleted', data: { captureId, reason: 'stopped', reportId: null } }],
    ])
    const capture = await findCapture(vigie.db, captureId)
    expect(capture.state).toBe('stopped')
    expect(gapsOf(capture, await segmentsOf(vigie.db, captureId))).toEqual([])
  })

  it('know which captures are open, which is the newest, and which lie in a window', async () => {
    const [waiting, running, failed] = [newId(), newId(), newId()]
    const reportId = newId()
    await happened(waiting, [[3_600, requested(waiting, 1)]])
    await happened(running, [[3_601, requested(running, 1)], openedAt(running, 1, 3_700)])
    const failure = { code: 'INTERFACE_GONE', values: { interface: 'lo' } } as const
    await happened(failed, [
      [3_602, requested(failed, 1, reportId)],
      [3_603, { type: 'CaptureFailed', data: { captureId: failed, failure, reportId } }],
    ])
    const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)
    expect(ids(await openCaptures(vigie.db))).toEqual([waiting, running])
    expect((await newestCapture(vigie.db))?.id).toBe(running)
    expect(ids(await listCaptures(vigie.db, 3))).toEqual([failed, running, waiting])
    const at = (second: number) => START + second * 1_000
    expect(ids(await capturesWithin(vigie.db, at(3_600), at(3_602)))).toEqual([waiting, running])
    expect(ids(await capturesWithin(vigie.db, at(3_603), at(9_999)))).toEqual([
      waiting,
      running,
      failed,
    ])
    expect(ids(await endedWithReport(vigie.db, at(3_600)))).toEqual([failed])
    expect(await findCapture(vigie.db, failed)).toMatchObject({
      state: 'failed',
      failure,
      reportId,
    })
    expect(await missingReports(vigie.db, [reportId])).toEqual(new Set([reportId]))
    await expect(findCapture(vigie.db, newId())).rejects.toMatchObject({ code: 'CAPTURE_UNKNOWN' })
  })

  it('show a file that was imported as a capture that is over', async () => {
    const captureId = newId()
    const times = { importedAt: START - 60_000, firstAt: 1_500, lastAt: 2_500 }
    const data = { captureId, sensor: 'local', file: 'été.pcap', isBrokenOff: true, ...times }
    await happened(captureId, [[0, { type: 'CaptureImported', data: { ...data, ...SEALED } }]])
    expect(await findCapture(vigie.db, captureId)).toMatchObject({
      state: 'completed',
      file: 'été.pcap',
      seconds: 1,
      requestedAt: START - 60_000,
      startedAt: 1_500,
      endedAt: 2_500,
    })
    expect(await segmentsOf(vigie.db, captureId)).toMatchObject([
      { openedAt: 1_500, closedAt: 2_500, reason: 'elapsed' },
    ])
  })

  it('are the same, byte for byte, after a replay', async () => {
    const contents = async () =>
      JSON.stringify([
        await vigie.db.selectFrom('captures').selectAll().orderBy('capture_id').execute(),
        await vigie.db
          .selectFrom('segments')
          .selectAll()
          .orderBy('capture_id')
          .orderBy('segment')
          .execute(),
      ])
    const before = await contents()
    await vigie.projections.replay('captures')
    await vigie.settled()
    expect(await contents()).toBe(before)
  })

  it('make a whole report, and show it and its schedule', async () => {
    const reportId = newId()
    const context = (commandId: string) => ({ commandId, actor: 'test', now: START })
    const timing = { kind: 'every', seconds: 60 } as const
    const plan = { timing, capture: null, report: 'newest', recipients: [] } as const
    await vigie.schedules.add('nightly', { ...plan, recipients: [] }, context(`add/${reportId}`))
    for (const scope of [
      { kind: 'newest' },
      { kind: 'window', from: START, to: START + 9_000_000 },
    ] as const) {
      const id = newId()
      await vigie.reports.request(
        { reportId: id, scope, dueAt: START, recipients: [] },
        context(id),
      )
      await vigie.settled()
      expect((await openReports(vigie.db)).map((row) => row.id)).toEqual([id])
      await vigie.reports.produce(id, `report/${id}`)
      await vigie.reports.deliver(id, `delivery/${id}`, new AbortController().signal) // to nobody
      await vigie.settled()
      expect(await findReport(vigie.db, id)).toMatchObject({ state: 'delivered', deliveries: 1 })
      expect((await vigie.reports.forms(id)).text.length).toBeGreaterThan(100)
    }
    expect(await openReports(vigie.db)).toEqual([])
    expect(await listReports(vigie.db, 10)).toHaveLength(2)
    expect(await listSchedules(vigie.db)).toHaveLength(1)
    expect(await findSchedule(vigie.db, 'nightly')).toMatchObject({ plan, lastSlot: null })
  })
})
