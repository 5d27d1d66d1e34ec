import { describe, it } from 'vitest'
import { type WatchPlan, watch } from '../../../../src/services/capture/watch/watch.ts'
import type { WatchEvent } from '../../../../src/services/capture/watch/watch-events.ts'
import { given } from '../../../support/given-when-then.ts'

const watchId = 'w00000000001'
const plan: WatchPlan = {
  watchId,
  sensor: 'local',
  interface: 'eth0',
  driver: 'ring',
  filter: '',
  save: false,
}
const totals = {
  intervals: 60,
  packets: 10,
  bytes: 1_000,
  kernelDrops: 0,
  truncated: 0,
  malformed: 0,
  flows: 1,
}
const rowsHash = 'ab'.repeat(32)
const failure = { code: 'INTERFACE_GONE', values: { interface: 'eth0' } } as const

const added: WatchEvent = { type: 'WatchAdded', data: plan }
const removed: WatchEvent = { type: 'WatchRemoved', data: { watchId } }
const opened = (segment: number): WatchEvent => ({
  type: 'WatchSegmentOpened',
  data: { watchId, segment, openedAt: 1_000 },
})
const sealed = (from: number, to: number): WatchEvent => ({
  type: 'IntervalsSealed',
  data: { watchId, segment: 1, from, to, totals, lostIntervals: 0, rowsHash },
})
const closed = (segment: number): WatchEvent => ({
  type: 'WatchSegmentClosed',
  data: { watchId, segment, closedAt: 2_000, reason: 'interrupted', failure: null },
})
const seal = (to: number) =>
  ({ type: 'SealIntervals', segment: 1, to, totals, lostIntervals: 0, rowsHash }) as const
const close = (segment: number) =>
  ({
    type: 'CloseWatchSegment',
    segment,
    closedAt: 2_000,
    reason: 'interrupted',
    failure: null,
  }) as const

describe('a watch', () => {
  it('is added once, however often it is asked for', () => {
    given(watch, []).when({ type: 'AddWatch', plan }).then([added])
    given(watch, [added]).when({ type: 'AddWatch', plan }).thenNothing()
  })

  it('is removed once; one that nobody knows cannot be', () => {
    given(watch, [added]).when({ type: 'RemoveWatch', watchId }).then([removed])
    given(watch, [added, removed])
      .when({ type: 'RemoveWatch', watchId })
      .thenRefused('WATCH_UNKNOWN', { id: watchId })
    given(watch, []).when({ type: 'RemoveWatch', watchId }).thenRefused('WATCH_UNKNOWN')
  })

  it('has one open segment at a time, numbered one after the other', () => {
    const open = { type: 'OpenWatchSegment', now: 1_000 } as const
    given(watch, [added])
      .when(open)
      .then([opened(1)])
    given(watch, [added, opened(1)])
      .when(open)
      .thenNothing()
    given(watch, [added, opened(1), closed(1)])
      .when(open)
      .then([opened(2)])
    given(watch, [added, removed]).when(open).thenNothing()
    given(watch, []).when(open).thenAsserts()
  })

  it('seals its intervals without a hole and without an overlap', () => {
    given(watch, [added, opened(1)])
      .when(seal(60))
      .then([sealed(0, 60)])
    given(watch, [added, opened(1), sealed(0, 60)])
      .when(seal(120))
      .then([sealed(60, 120)])
    given(watch, [added, opened(1), sealed(0, 60)])
      .when(seal(60))
      .thenNothing()
    given(watch, [added, opened(1), closed(1)])
      .when(seal(60))
      .thenNothing()
  })

  it('counts intervals anew in each segment', () => {
    const begun = [added, opened(1), sealed(0, 60), closed(1), opened(2)]
    given(watch, begun)
      .when({ ...seal(5), segment: 2 })
      .then([
        {
          type: 'IntervalsSealed',
          data: { watchId, segment: 2, from: 0, to: 5, totals, lostIntervals: 0, rowsHash },
        },
      ])
  })

  it('closes the segment that is open, also after it was removed', () => {
    given(watch, [added, opened(1)])
      .when(close(1))
      .then([closed(1)])
    given(watch, [added, opened(1), removed])
      .when(close(1))
      .then([closed(1)])
    given(watch, [added, opened(1), closed(1)])
      .when(close(1))
      .thenNothing()
  })

  it('says once for each reason that it cannot begin, however often it is tried', () => {
    const fail = { type: 'FailWatch', failure } as const
    const failed: WatchEvent = {
      type: 'WatchFailed',
      data: { watchId, failure: { code: 'INTERFACE_GONE', values: { interface: 'eth0' } } },
    }
    given(watch, [added]).when(fail).then([failed])
    given(watch, [added, failed]).when(fail).thenNothing()
    given(watch, [added, failed, opened(1), closed(1)])
      .when(fail)
      .then([failed])
    given(watch, [added, removed]).when(fail).thenNothing()
  })
})
