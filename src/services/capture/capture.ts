import { AssertionFailed, unreachable } from '../../base/assert.ts'
import { Failure, type FailureData } from '../../base/failure.ts'
import type { Decider } from '../../events/index.ts'
import type { CaptureEvent, SegmentEnd } from './capture-events.ts'
import { endAfterOpening } from './planned-end.ts'
import type { SegmentTotals } from './segment/segment-totals.ts'

/** What somebody wants captured. */
export type CapturePlan = Extract<CaptureEvent, { type: 'CaptureRequested' }>['data']
/** What somebody captured elsewhere. */
export type CapturedFile = Extract<CaptureEvent, { type: 'CaptureImported' }>['data']

export type CaptureCommand =
  | { readonly type: 'RequestCapture'; readonly plan: CapturePlan }
  | { readonly type: 'ImportCapture'; readonly imported: CapturedFile }
  | { readonly type: 'OpenSegment'; readonly now: number }
  | {
      readonly type: 'CloseSegment'
      readonly segment: number
      readonly reason: SegmentEnd
      readonly closedAt: number
      readonly totals: SegmentTotals
      readonly lostIntervals: number
      readonly rowsHash: string
      /** Why, where the reason is 'failed'. */
      readonly failure: FailureData | null
    }
  | { readonly type: 'EndLateCapture'; readonly now: number }
  | { readonly type: 'StopCapture'; readonly captureId: string }
  | { readonly type: 'FailCapture'; readonly failure: FailureData }

export type Capture =
  | { readonly status: 'unknown' }
  | { readonly status: 'imported' }
  | {
      readonly status: 'waiting' | 'running' | 'completed' | 'stopped' | 'failed'
      readonly plan: CapturePlan
      readonly segments: number
      readonly openSegment: number | null
      /** When the newest segment was opened, in ms; 0 before the first. */
      readonly openedAt: number
      /** When the newest closed segment was closed, in ms; 0 before the first. */
      readonly closedAt: number
      /** When it ends, in ms (`endAfterOpening`): the first segment's opening and the seconds asked for; null before that. */
      readonly plannedEnd: number | null
      readonly stopRequested: boolean
    }

/** A capture that has been asked for. */
export type KnownCapture = Exclude<Capture, { status: 'unknown' | 'imported' }>

export const isKnown = (capture: Capture): capture is KnownCapture =>
  capture.status !== 'unknown' && capture.status !== 'imported'

export const hasEnded = (capture: KnownCapture): boolean =>
  capture.status !== 'waiting' && capture.status !== 'running'

const decide = (command: CaptureCommand, state: Capture): readonly CaptureEvent[] => {
  if (command.type === 'RequestCapture') {
    return state.status === 'unknown' ? [{ type: 'CaptureRequested', data: command.plan }] : []
  }
  if (command.type === 'ImportCapture') {
    return state.status === 'unknown' ? [{ type: 'CaptureImported', data: command.imported }] : []
  }
  if (state.status === 'unknown') {
    if (command.type === 'StopCapture') {
      throw new Failure('CAPTURE_UNKNOWN', { id: command.captureId })
    }
    throw new AssertionFailed(`${command.type} for a capture that nobody asked for`)
  }
  if (state.status === 'imported') {
    if (command.type === 'StopCapture') {
      throw new Failure('CAPTURE_NOT_RUNNING', { id: command.captureId, state: 'completed' })
    }
    throw new AssertionFailed(`${command.type} for a capture that was imported`)
  }
  const { captureId, report } = state.plan
  const reportId = report?.reportId ?? null
  switch (command.type) {
    case 'OpenSegment':
      if (hasEnded(state) || state.openSegment !== null) return []
      return [
        {
          type: 'SegmentOpened',
          data: { captureId, segment: state.segments + 1, openedAt: command.now },
        },
      ]
    case 'CloseSegment': {
      if (state.openSegment !== command.segment) return []
      const { type: _, failure, ...closed } = command
      const end = ended(state, command.reason, failure)
      return [{ type: 'SegmentClosed', data: { captureId, ...closed } }, ...end]
    }
    case 'EndLateCapture':
      if (hasEnded(state) || state.plannedEnd === null || command.now < state.plannedEnd) return []
      return [{ type: 'CaptureCompleted', data: { captureId, reason: 'elapsed', reportId } }]
    case 'StopCapture':
      if (hasEnded(state)) {
        throw new Failure('CAPTURE_NOT_RUNNING', { id: captureId, state: state.status })
      }
      if (state.openSegment === null) {
        return [
          { type: 'CaptureStopRequested', data: { captureId } },
          { type: 'CaptureCompleted', data: { captureId, reason: 'stopped', reportId } },
        ]
      }
      return state.stopRequested ? [] : [{ type: 'CaptureStopRequested', data: { captureId } }]
    case 'FailCapture':
      if (hasEnded(state)) return []
      return [{ type: 'CaptureFailed', data: { captureId, failure: command.failure, reportId } }]
    default:
      return unreachable(command)
  }
}

/** What follows for the capture when a segment closes: after a crash or a shutdown it goes on with another one. */
const ended = (
  state: KnownCapture,
  reason: SegmentEnd,
  failure: FailureData | null,
): readonly CaptureEvent[] => {
  const { captureId, report } = state.plan
  const reportId = report?.reportId ?? null
  switch (reason) {
    case 'elapsed':
    case 'stopped':
      return [{ type: 'CaptureCompleted', data: { captureId, reason, reportId } }]
    case 'failed':
      if (failure === null) return []
      return [
        {
          type: 'CaptureFailed',
          data: { captureId, failure: { ...failure, values: { ...failure.values } }, reportId },
        },
      ]
    case 'shutdown':
    case 'interrupted':
      return state.stopRequested
        ? [{ type: 'CaptureCompleted', data: { captureId, reason: 'stopped', reportId } }]
        : []
    default:
      return unreachable(reason)
  }
}

const evolve = (state: Capture, event: CaptureEvent): Capture => {
  if (event.type === 'CaptureRequested') {
    return {
      status: 'waiting',
      plan: event.data,
      segments: 0,
      openSegment: null,
      openedAt: 0,
      closedAt: 0,
      plannedEnd: null,
      stopRequested: false,
    }
  }
  if (event.type === 'CaptureImported') return { status: 'imported' }
  if (!isKnown(state)) return state
  switch (event.type) {
    case 'SegmentOpened': {
      const { segment, openedAt } = event.data
      return {
        ...state,
        status: 'running',
        segments: segment,
        openSegment: segment,
        openedAt,
        plannedEnd:
          state.plannedEnd === null
            ? openedAt + state.plan.seconds * 1_000
            : endAfterOpening(state.plannedEnd, state.closedAt, openedAt),
      }
    }
    case 'SegmentClosed':
      return { ...state, openSegment: null, closedAt: event.data.closedAt }
    case 'CaptureStopRequested':
      return { ...state, stopRequested: true }
    case 'CaptureCompleted':
      return { ...state, status: event.data.reason === 'stopped' ? 'stopped' : 'completed' }
    case 'CaptureFailed':
      return { ...state, status: 'failed' }
    default:
      return unreachable(event)
  }
}

export const capture: Decider<CaptureCommand, Capture, CaptureEvent> = {
  initial: { status: 'unknown' },
  decide,
  evolve,
}
