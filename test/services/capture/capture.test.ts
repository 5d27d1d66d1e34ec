import { describe, expect, it } from 'vitest'
import { type CaptureCommand, capture } from '../../../src/services/capture/capture.ts'
import type { CaptureEvent, SegmentEnd } from '../../../src/services/capture/capture-events.ts'
import { given } from '../../support/given-when-then.ts'

const captureId = 'c00000000001'
const reportId = 'r00000000001'
const openedAt = 1_000_000

const plan = {
  captureId,
  sensor: 'local',
  interface: 'eth0',
  driver: 'ring' as const,
  filter: '',
  seconds: 60,
  report: null,
}
const totals = {
  intervals: 60,
  packets: 10,
  bytes: 1_000,
  kernelDrops: 0,
  truncated: 0,
  malformed: 0,
  flows: 2,
}
const rowsHash = 'a'.repeat(64)
const failure = { code: 'INTERFACE_GONE' as const, values: { interface: 'eth0' } }

const requested: CaptureEvent = { type: 'CaptureRequested', data: plan }
const withReport: CaptureEvent = {
  type: 'CaptureRequested',
  data: { ...plan, report: { reportId, recipients: ['a00000000001'] } },
}
const opened = (segment: number, at = openedAt): CaptureEvent => ({
  type: 'SegmentOpened',
  data: { captureId, segment, openedAt: at },
})
const closed = (segment: number, reason: SegmentEnd): CaptureEvent => ({
  type: 'SegmentClosed',
  data: {
    captureId,
    segment,
    reason,
    closedAt: openedAt + 30_000,
    totals,
    lostIntervals: 0,
    rowsHash,
  },
})
const stopRequested: CaptureEvent = { type: 'CaptureStopRequested', data: { captureId } }
const completed = (reason: 'elapsed' | 'stopped', report: string | null = null): CaptureEvent => ({
  type: 'CaptureCompleted',
  data: { captureId, reason, reportId: report },
})
const failed = (report: string | null = null): CaptureEvent => ({
  type: 'CaptureFailed',
  data: { captureId, failure, reportId: report },
})

const request: CaptureCommand = { type: 'RequestCapture', plan }
const fileEvent: CaptureEvent = {
  type: 'CaptureImported',
  data: {
    captureId,
    sensor: 'local',
    importedAt: openedAt,
    file: 'lab.pcapng',
    firstAt: 1,
    lastAt: 2_000,
    isBrokenOff: false,
    totals,
    rowsHash,
  },
}
const importFile: CaptureCommand = { type: 'ImportCapture', imported: fileEvent.data }
const open: CaptureCommand = { type: 'OpenSegment', now: openedAt }
const close = (segment: number, reason: SegmentEnd): CaptureCommand => ({
  type: 'CloseSegment',
  segment,
  reason,
  closedAt: openedAt + 30_000,
  totals,
  lostIntervals: 0,
  rowsHash,
  failure: reason === 'failed' ? failure : null,
})
const stop: CaptureCommand = { type: 'StopCapture', captureId }
const endLate = (now: number): CaptureCommand => ({ type: 'EndLateCapture', now })
const fail: CaptureCommand = { type: 'FailCapture', failure }

const running = [requested, opened(1)]
const ends: readonly (readonly [string, readonly CaptureEvent[]])[] = [
  ['complete', [...running, closed(1, 'elapsed'), completed('elapsed')]],
  ['stopped', [...running, stopRequested, closed(1, 'stopped'), completed('stopped')]],
  ['stopped while it waited', [requested, stopRequested, completed('stopped')]],
  ['failed', [...running, closed(1, 'failed'), failed()]],
  ['failed before it began', [requested, failed()]],
]

describe('a capture that nobody asked for', () => {
  it('is asked for', () => {
    given(capture, []).when(request).then([requested])
  })

  it('cannot be stopped', () => {
    given(capture, []).when(stop).thenRefused('CAPTURE_UNKNOWN', { id: captureId })
  })

  it.each([open, close(1, 'elapsed'), endLate(0), fail])('cannot take $type', (command) => {
    given(capture, []).when(command).thenAsserts()
  })

  it('stays unknown whatever else its stream says', () => {
    expect(given(capture, [opened(1), stopRequested]).state()).toEqual({ status: 'unknown' })
  })
})

describe('a capture that was imported', () => {
  it('is one event', () => {
    given(capture, []).when(importFile).then([fileEvent])
  })

  it('is neither imported again nor asked for', () => {
    given(capture, [fileEvent]).when(importFile).thenNothing()
    given(capture, [fileEvent]).when(request).thenNothing()
    given(capture, [requested]).when(importFile).thenNothing()
  })

  it('is over, so that it cannot be stopped', () => {
    given(capture, [fileEvent])
      .when(stop)
      .thenRefused('CAPTURE_NOT_RUNNING', { id: captureId, state: 'completed' })
  })

  it.each([open, close(1, 'elapsed'), endLate(0), fail])('cannot take $type', (command) => {
    given(capture, [fileEvent]).when(command).thenAsserts()
  })
})

describe('a waiting capture', () => {
  it('is not asked for twice', () => {
    given(capture, [requested]).when(request).thenNothing()
  })

  it('begins with its first segment', () => {
    given(capture, [requested])
      .when(open)
      .then([opened(1)])
  })

  it('has no segment to close', () => {
    given(capture, [requested]).when(close(1, 'elapsed')).thenNothing()
  })

  it('is over at once when it is stopped, because nothing runs that could end', () => {
    given(capture, [requested])
      .when(stop)
      .then([stopRequested, completed('stopped')])
  })

  it('is never too late, because its time begins with its first segment', () => {
    given(capture, [requested]).when(endLate(Number.MAX_SAFE_INTEGER)).thenNothing()
  })

  it('fails with the report that was wanted of it', () => {
    given(capture, [withReport])
      .when(fail)
      .then([failed(reportId)])
  })
})

describe('a running capture', () => {
  it('opens no second segment beside the open one', () => {
    given(capture, running).when(open).thenNothing()
  })

  it('is complete when its time has elapsed', () => {
    given(capture, running)
      .when(close(1, 'elapsed'))
      .then([closed(1, 'elapsed'), completed('elapsed')])
  })

  it('names the report that is due when it ends', () => {
    given(capture, [withReport, opened(1)])
      .when(close(1, 'elapsed'))
      .then([closed(1, 'elapsed'), completed('elapsed', reportId)])
  })

  it('is told to stop once, and ends when its segment closes', () => {
    given(capture, running).when(stop).then([stopRequested])
    given(capture, [...running, stopRequested])
      .when(stop)
      .thenNothing()
    given(capture, [...running, stopRequested])
      .when(close(1, 'stopped'))
      .then([closed(1, 'stopped'), completed('stopped')])
  })

  it('fails with its segment, and keeps what was counted', () => {
    given(capture, running)
      .when(close(1, 'failed'))
      .then([closed(1, 'failed'), failed()])
  })

  it('fails between two segments', () => {
    given(capture, [...running, closed(1, 'interrupted')])
      .when(fail)
      .then([failed()])
  })

  it('ignores the close of a segment that is not the open one', () => {
    given(capture, running).when(close(2, 'elapsed')).thenNothing()
    given(capture, [...running, closed(1, 'shutdown'), opened(2)])
      .when(close(1, 'elapsed'))
      .thenNothing()
  })
})

describe('a capture that a crash or a shutdown interrupts', () => {
  it.each(['shutdown', 'interrupted'] as const)('goes on after %s', (reason) => {
    given(capture, running)
      .when(close(1, reason))
      .then([closed(1, reason)])
    given(capture, [...running, closed(1, reason)])
      .when({ type: 'OpenSegment', now: openedAt + 40_000 })
      .then([opened(2, openedAt + 40_000)])
  })

  it.each(['shutdown', 'interrupted'] as const)('is over after %s if it was to stop', (reason) => {
    given(capture, [...running, stopRequested])
      .when(close(1, reason))
      .then([closed(1, reason), completed('stopped')])
  })

  it('is over at once when it is stopped between two segments', () => {
    given(capture, [...running, closed(1, 'shutdown')])
      .when(stop)
      .then([stopRequested, completed('stopped')])
  })

  it('keeps the end that its first segment planned', () => {
    const later = opened(2, openedAt + 40_000)
    const state = given(capture, [...running, closed(1, 'shutdown'), later]).state()
    expect(state).toMatchObject({ plannedEnd: openedAt + 60_000, segments: 2, openSegment: 2 })
  })

  it('does not go on for the hours by which a clock was set back between two segments', () => {
    const later = openedAt - 3 * 3_600_000
    const events = [...running, closed(1, 'interrupted'), opened(2, later)]
    expect(given(capture, events).state()).toMatchObject({ plannedEnd: later + 30_000 })
  })

  it('is complete where its planned end passed meanwhile, and not a moment earlier', () => {
    const interrupted = [withReport, opened(1), closed(1, 'interrupted')]
    given(capture, interrupted)
      .when(endLate(openedAt + 59_999))
      .thenNothing()
    given(capture, interrupted)
      .when(endLate(openedAt + 60_000))
      .then([completed('elapsed', reportId)])
  })
})

describe.each(ends)('a capture that is %s', (_, past) => {
  it('cannot be stopped', () => {
    given(capture, past).when(stop).thenRefused('CAPTURE_NOT_RUNNING', { id: captureId })
  })

  it.each([
    request,
    open,
    close(1, 'elapsed'),
    close(1, 'failed'),
    endLate(Number.MAX_SAFE_INTEGER),
    fail,
  ])('takes a late $type as done', (command) => {
    given(capture, past).when(command).thenNothing()
  })
})
