import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/index.ts'
import { jobsFor } from '../../src/jobs/dispatch-rules.ts'
import * as jobs from '../../src/jobs/index.ts'
import {
  captureTraffic,
  deliverReport,
  produceReport,
  runSchedule,
  type WantedJob,
  wanted,
} from '../../src/jobs/index.ts'
import { MAX_JOB_BYTES } from '../../src/jobs/job.ts'

/** Every contract that the door of the jobs lets out. */
const contracts = Object.values(jobs).filter(
  (one): one is typeof captureTraffic => typeof one === 'object' && 'schema' in one,
)

const captureId = 'c00000000001'
const reportId = 'r00000000001'

const stored = (type: string, data: Record<string, unknown>): StoredEvent => ({
  type,
  data,
  position: 7,
  stream: 'stream-1',
  version: 1,
  metadata: { commandId: 'command', actor: 'worker' },
  occurredAt: 1_767_225_600_000,
  hash: Buffer.alloc(32),
})

/** What each type of event asks for, from an example of each type that there is. */
const asked: { readonly [type: string]: readonly Partial<WantedJob>[] } = {
  CaptureRequested: [
    { queue: 'capture@local', id: `capture-traffic_${captureId}`, notBefore: 0, attempts: 5 },
  ],
  SegmentOpened: [],
  SegmentClosed: [],
  CaptureImported: [],
  CaptureStopRequested: [],
  CaptureCompleted: [
    { queue: 'report', id: `produce-report_${reportId}`, data: { reportId, captureId } },
  ],
  CaptureFailed: [],
  ReportRequested: [
    {
      queue: 'report',
      id: `produce-report_${reportId}`,
      data: { reportId, captureId: null },
      notBefore: 1_767_830_400_000,
    },
  ],
  ReportProduced: [
    {
      queue: 'delivery',
      id: `deliver-report_${reportId}_1`,
      data: { reportId, delivery: 1 },
      attempts: 8,
      backoffMs: 30_000,
    },
  ],
  ReportDelivered: [],
  DeliveryFailed: [],
  DeliveryRequested: [
    { queue: 'delivery', id: `deliver-report_${reportId}_2`, data: { reportId, delivery: 2 } },
  ],
  ScheduleAdded: [],
  ScheduleRan: [],
  ScheduleRemoved: [],
  MessageReceived: [],
  AdministratorAppointed: [],
  PasswordChanged: [],
  WatchAdded: [],
  WatchRemoved: [],
  WatchSegmentOpened: [],
  IntervalsSealed: [],
  WatchSegmentClosed: [],
  WatchFailed: [],
  PacketsSaved: [],
  PacketsDiscarded: [],
  DiskLevelChanged: [],
  RowsDropped: [],
}

const folder = path.join(import.meta.dirname, '../events/golden')
const golden = globSync('*.json', { cwd: folder }).map(
  (file) =>
    JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
      readonly type: string
      readonly data: Record<string, unknown>
    },
)

describe('the jobs that follow from an event', () => {
  it('are known for every type of event', () => {
    expect(Object.keys(asked).sort()).toEqual(golden.map(({ type }) => type).sort())
  })

  it.each(golden)('follow from $type', ({ type, data }) => {
    expect(jobsFor(stored(type, data))).toMatchObject(asked[type] ?? [])
    expect(jobsFor(stored(type, data))).toHaveLength(asked[type]?.length ?? 0)
  })

  it('are the same each time, so that a dispatcher that starts again queues nothing twice', () => {
    for (const { type, data } of golden) {
      expect(jobsFor(stored(type, data))).toEqual(jobsFor(stored(type, data)))
    }
  })

  it('make no report of a capture that nobody wanted one of', () => {
    expect(
      jobsFor(stored('CaptureCompleted', { captureId, reason: 'elapsed', reportId: null })),
    ).toEqual([])
  })

  it('make the report of a capture that failed, where one was wanted', () => {
    expect(jobsFor(stored('CaptureFailed', { captureId, reportId }))).toMatchObject([
      { name: 'produce-report', data: { reportId, captureId } },
    ])
  })

  it('are none for a type that this version does not know', () => {
    expect(jobsFor(stored('Teleported', {}))).toEqual([])
  })

  it('hold data that their contract takes, small enough for the queue', () => {
    for (const { type, data } of golden) {
      for (const job of jobsFor(stored(type, data))) {
        const contract = contracts.find(({ name }) => name === job.name)
        expect(contract?.schema.parse(job.data)).toEqual(job.data)
        expect(Buffer.byteLength(JSON.stringify(job.data))).toBeLessThan(MAX_JOB_BYTES)
      }
    }
  })
})

describe('the id of a job', () => {
  const id = fc
    .array(fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), {
      minLength: 12,
      maxLength: 12,
    })
    .map((letters) => letters.join(''))

  it('has no colon and is more than a number, which BullMQ would both refuse', () => {
    fc.assert(
      fc.property(id, id, fc.integer({ min: 1, max: 1_000 }), (one, other, delivery) => {
        for (const job of [
          wanted(captureTraffic, { captureId: one, sensor: 'lab-2.example' }),
          wanted(produceReport, { reportId: one, captureId: other }),
          wanted(deliverReport, { reportId: one, delivery }),
          wanted(runSchedule, { scheduleId: one }),
        ]) {
          expect(job.id).not.toContain(':')
          expect(job.id).not.toMatch(/^\d*$/)
          expect(job.queue).not.toContain(':')
        }
      }),
    )
  })

  it('is the same for the same work, whoever asks for it', () => {
    expect(wanted(produceReport, { reportId, captureId }).id).toBe(
      wanted(produceReport, { reportId, captureId: null }).id,
    )
  })

  it('is another one for each delivery that somebody asks for', () => {
    expect(wanted(deliverReport, { reportId, delivery: 1 }).id).not.toBe(
      wanted(deliverReport, { reportId, delivery: 2 }).id,
    )
  })

  it('goes with the queue of its sensor', () => {
    const queues = ['lab1', 'lab2'].map(
      (sensor) => wanted(captureTraffic, { captureId, sensor }).queue,
    )
    expect(queues).toEqual(['capture@lab1', 'capture@lab2'])
  })
})

describe('the contract of a job', () => {
  it.each([
    [captureTraffic, { captureId: 'x', sensor: 'local' }],
    [captureTraffic, { sensor: 'local' }],
    [produceReport, { reportId, captureId: 'x' }],
    [deliverReport, { reportId, delivery: 0 }],
    [deliverReport, { reportId, delivery: '1' }],
    [runSchedule, { scheduleId: '../x' }],
  ])('of $name refuses %o', (contract, data) => {
    expect(contract.schema.safeParse(data).success).toBe(false)
  })
})
