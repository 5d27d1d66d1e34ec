import { AssertionFailed, unreachable } from '../../../base/assert.ts'
import { Failure, type FailureData } from '../../../base/failure.ts'
import type { Decider } from '../../../events/index.ts'
import type { SegmentTotals } from '../segment/segment-totals.ts'
import type { WatchEvent, WatchSegmentEnd } from './watch-events.ts'

/** What somebody wants watched until further notice. */
export type WatchPlan = Extract<WatchEvent, { type: 'WatchAdded' }>['data']

export type WatchCommand =
  | { readonly type: 'AddWatch'; readonly plan: WatchPlan }
  | { readonly type: 'RemoveWatch'; readonly watchId: string }
  | { readonly type: 'OpenWatchSegment'; readonly now: number }
  | {
      readonly type: 'SealIntervals'
      readonly segment: number
      /** The first interval, by number, that is not sealed by it. */
      readonly to: number
      readonly totals: SegmentTotals
      readonly lostIntervals: number
      readonly rowsHash: string
    }
  | {
      readonly type: 'CloseWatchSegment'
      readonly segment: number
      readonly closedAt: number
      readonly reason: WatchSegmentEnd
      readonly failure: FailureData | null
    }
  | { readonly type: 'FailWatch'; readonly failure: FailureData }

export type Watch =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'standing' | 'removed'
      readonly plan: WatchPlan
      readonly segments: number
      readonly openSegment: number | null
      /** When the newest segment was opened, in ms; 0 before the first. */
      readonly openedAt: number
      /** Of the open segment: the number of the first interval that no event has sealed yet. */
      readonly sealedTo: number
      /** The reason, as its code, for which it could not begin when it was tried last. */
      readonly failing: string | null
    }

/** A watch that was asked for once. */
export type KnownWatch = Exclude<Watch, { status: 'unknown' }>

const decide = (command: WatchCommand, state: Watch): readonly WatchEvent[] => {
  if (command.type === 'AddWatch') {
    return state.status === 'unknown' ? [{ type: 'WatchAdded', data: command.plan }] : []
  }
  if (state.status === 'unknown') {
    if (command.type === 'RemoveWatch') throw new Failure('WATCH_UNKNOWN', { id: command.watchId })
    throw new AssertionFailed(`${command.type} for a watch that nobody asked for`)
  }
  const { watchId } = state.plan
  switch (command.type) {
    case 'RemoveWatch':
      if (state.status === 'removed') throw new Failure('WATCH_UNKNOWN', { id: watchId })
      return [{ type: 'WatchRemoved', data: { watchId } }]
    case 'OpenWatchSegment':
      if (state.status === 'removed' || state.openSegment !== null) return []
      return [
        {
          type: 'WatchSegmentOpened',
          data: { watchId, segment: state.segments + 1, openedAt: command.now },
        },
      ]
    case 'SealIntervals': {
      if (state.openSegment !== command.segment || command.to <= state.sealedTo) return []
      const { type: _, ...sealed } = command
      return [{ type: 'IntervalsSealed', data: { watchId, from: state.sealedTo, ...sealed } }]
    }
    case 'CloseWatchSegment': {
      if (state.openSegment !== command.segment) return []
      const { type: _, failure, ...closed } = command
      const data = { watchId, ...closed, failure: failure === null ? null : stored(failure) }
      return [{ type: 'WatchSegmentClosed', data }]
    }
    case 'FailWatch':
      if (state.status === 'removed' || state.failing === command.failure.code) return []
      return [{ type: 'WatchFailed', data: { watchId, failure: stored(command.failure) } }]
    default:
      return unreachable(command)
  }
}

const stored = (failure: FailureData) => ({ ...failure, values: { ...failure.values } })

const evolve = (state: Watch, event: WatchEvent): Watch => {
  if (event.type === 'WatchAdded') {
    return {
      status: 'standing',
      plan: event.data,
      segments: 0,
      openSegment: null,
      openedAt: 0,
      sealedTo: 0,
      failing: null,
    }
  }
  if (state.status === 'unknown') return state
  switch (event.type) {
    case 'WatchRemoved':
      return { ...state, status: 'removed' }
    case 'WatchSegmentOpened': {
      const { segment, openedAt } = event.data
      return {
        ...state,
        segments: segment,
        openSegment: segment,
        openedAt,
        sealedTo: 0,
        failing: null,
      }
    }
    case 'IntervalsSealed':
      return { ...state, sealedTo: event.data.to }
    case 'WatchSegmentClosed':
      return { ...state, openSegment: null, failing: event.data.failure?.code ?? null }
    case 'WatchFailed':
      return { ...state, failing: event.data.failure.code }
    default:
      return unreachable(event)
  }
}

export const watch: Decider<WatchCommand, Watch, WatchEvent> = {
  initial: { status: 'unknown' },
  decide,
  evolve,
  snapshotVersion: 1, // an event an hour, for years
}
