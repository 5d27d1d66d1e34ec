import { pause } from '../../base/clock.ts'
import { Failure, type FailureData } from '../../base/failure.ts'
import { type CommandRunner, workerCommand } from '../../events/index.ts'
import { sealIntervals } from '../traffic/index.ts'
import { type CaptureCommand, capture, hasEnded, isKnown, type KnownCapture } from './capture.ts'
import { captureStream, type SegmentEnd } from './capture-events.ts'
import { segmentEnd, untilSegmentIsKept } from './segment/segment-end.ts'
import {
  atSensor,
  engineFailure,
  type RecorderDependencies,
  recordSegment,
} from './segment/segment-recorder.ts'

/** A timed capture closes an interval each second. */
const INTERVAL_MS = 1_000
/** After an engine broke, the next segment begins this much later… */
const RETRY_MS = 500
/** …and not more often than this: what breaks each time is a fault that trying does not mend. */
const MAX_BREAKS = 5

export type CaptureRunDependencies = RecorderDependencies & { readonly commands: CommandRunner }

/** Why a run is told to end, as the reason of its AbortSignal. */
export type CaptureStop = 'stopped' | 'shutdown'

/**
 * Carries a capture out: closes what a crash left open, opens a segment, counts until the planned end, closes it. Throws CAPTURE_UNKNOWN.
 * A `signal` that aborts ends the segment; after a shutdown another run goes on with the next one.
 */
export const runCapture = async (
  deps: CaptureRunDependencies,
  captureId: string,
  jobKey: string,
  signal: AbortSignal,
): Promise<void> => {
  const run: Run = { ...deps, jobKey, signal }
  let state = await closeLeftOver(run, await load(run, captureId))
  for (let breaks = 0; !hasEnded(state); breaks++) {
    const now = deps.clock.now()
    if (state.plannedEnd !== null && now >= state.plannedEnd) {
      await perform(run, state, { type: 'EndLateCapture', now })
      return
    }
    if (signal.aborted) return
    if (breaks === MAX_BREAKS) {
      const failure = engineFailure('its engine broke again and again', state.plan.interface)
      await perform(run, state, { type: 'FailCapture', failure: failure.toData() })
      return
    }
    if (breaks > 0) await pause(RETRY_MS, signal)
    const after = await runSegment(run, state)
    if (after === 'over') return
    state = after
  }
}

type Run = CaptureRunDependencies & { readonly jobKey: string; readonly signal: AbortSignal }

const load = async ({ commands }: Run, captureId: string): Promise<KnownCapture> => {
  const state = await commands.load(capture, captureStream(captureId))
  if (!isKnown(state)) throw new Failure('CAPTURE_UNKNOWN', { id: captureId })
  return state
}

/** A segment that is open although nobody runs it was left by a crash: what was written of it is its truth. */
const closeLeftOver = async (run: Run, state: KnownCapture): Promise<KnownCapture> =>
  state.openSegment === null
    ? state
    : closeSegment(run, state, state.openSegment, {
        reason: 'interrupted',
        endedAt: null,
        lostIntervals: 0,
        failure: null,
      })

/** Runs the next segment. Returns the state where its engine broke, so that another segment goes on; else the run is over. */
const runSegment = async (run: Run, state: KnownCapture): Promise<KnownCapture | 'over'> => {
  const { plan } = state
  const segment = state.segments + 1
  let opened: KnownCapture | undefined
  const open = async (now: number) => {
    opened = await perform(run, state, { type: 'OpenSegment', now })
    const { openSegment, stopRequested, plannedEnd } = opened
    const endAt = stopRequested || plannedEnd === null ? run.clock.now() : plannedEnd
    return { isOpen: openSegment === segment, endAt }
  }
  const order = { ...plan, save: plan.save ?? false, segment, intervalMs: INTERVAL_MS }
  const record = await recordSegment(run, order, { open }, run.signal)
  if (opened === undefined) {
    // Nothing was counted: the capture could not begin.
    const failure =
      record.failure ?? engineFailure('it ended before it began', plan.interface).toData()
    await perform(run, state, { type: 'FailCapture', failure: atSensor(failure, plan.sensor) })
    return 'over'
  }
  const { endedAt, failure, lostIntervals } = record
  const isBroken = endedAt === null && failure === null
  const reason = isBroken ? 'interrupted' : endOf(opened, failure, run.signal)
  const end = { reason, endedAt, lostIntervals, failure }
  const closed = await closeSegment(run, opened, segment, end)
  return isBroken ? closed : 'over'
}

/** Why a segment ended whose engine did its work to the end. */
const endOf = (
  { stopRequested }: KnownCapture,
  failure: FailureData | null,
  signal: AbortSignal,
): SegmentEnd => {
  if (failure !== null) return 'failed'
  if (signal.aborted) return signal.reason as CaptureStop
  return stopRequested ? 'stopped' : 'elapsed'
}

const closeSegment = async (
  run: Run,
  state: KnownCapture,
  segment: number,
  end: {
    readonly reason: SegmentEnd
    /** Null: where its last row ends, and where there is none, where it began. */
    readonly endedAt: number | null
    readonly lostIntervals: number
    readonly failure: FailureData | null
  },
): Promise<KnownCapture> => {
  const key = { captureId: state.plan.captureId, segment }
  const { totals, rowsHash, lastEndedAt } = await untilSegmentIsKept(
    () => sealIntervals(run.db, key),
    run,
  )
  const { endedAt, ...said } = end
  const closedAt = segmentEnd(state.openedAt, lastEndedAt, endedAt)
  const command = { type: 'CloseSegment', segment, closedAt, totals, rowsHash, ...said } as const
  return untilSegmentIsKept(() => perform(run, state, command), run)
}

/** A command of a run, under an id that names job, command and segment, so that a repetition is recognised. */
const perform = async (
  { commands, clock, jobKey }: Run,
  state: KnownCapture,
  command: CaptureCommand,
): Promise<KnownCapture> => {
  const { captureId } = state.plan
  const segment = 'segment' in command ? command.segment : state.segments + 1
  const context = workerCommand(jobKey, `${command.type}/${segment}`, clock.now())
  const handled = await commands.handle(capture, captureStream(captureId), command, context)
  if (!isKnown(handled.state)) throw new Failure('CAPTURE_UNKNOWN', { id: captureId })
  return handled.state
}
