import { BackOff } from '../../../base/back-off.ts'
import { Failure, type FailureData, failureOf } from '../../../base/failure.ts'
import { type CommandRunner, workerCommand } from '../../../events/index.ts'
import type { Driver } from '../../../net/packet-source.ts'
import { sealIntervals } from '../../traffic/index.ts'
import { segmentEnd, untilSegmentIsKept } from '../segment/segment-end.ts'
import {
  atSensor,
  engineFailure,
  type RecorderDependencies,
  recordSegment,
  type SegmentRecord,
} from '../segment/segment-recorder.ts'
import { HourlySeal } from './hourly-seal.ts'
import { type KnownWatch, type WatchCommand, watch } from './watch.ts'
import { type WatchSegmentEnd, watchStream } from './watch-events.ts'

/** A standing watch closes an interval each minute: half a million a year, not thirty. */
const INTERVAL_MS = 60_000
/** A watch that broke is back within ten seconds: it is tried again after this, and after each failure twice as late… */
const RETRY_MS_MIN = 500
/** …but never later: a cable that is plugged in again is noticed soon. */
const RETRY_MS_MAX = 5_000

export type WatchDependencies = RecorderDependencies & {
  readonly commands: CommandRunner
  /** Default: a minute. */
  readonly intervalMs?: number
}

/** Why a run is told to end, as the reason of its AbortSignal. */
export type WatchStop = 'removed' | 'shutdown'

/** Counts for one watch, segment after segment, until `signal` aborts. Never rejects for what the world does. */
export const runWatch = async (
  deps: WatchDependencies,
  watchId: string,
  signal: AbortSignal,
): Promise<void> => {
  const backOff = new BackOff(RETRY_MS_MIN, RETRY_MS_MAX)
  for (;;) {
    const began = deps.clock.now()
    try {
      const state = await closeLeftOver(deps, await load(deps, watchId))
      if (signal.aborted || state.status === 'removed') return
      await runSegment(deps, state, signal)
    } catch (thrown) {
      if (signal.aborted) return
      deps.log.warn({ watchId, err: thrown }, 'a watch is tried again')
    }
    // A segment that lasted is a new beginning.
    if (deps.clock.now() - began > RETRY_MS_MAX) backOff.reset()
    await backOff.pause(signal)
  }
}

const load = async ({ commands }: WatchDependencies, watchId: string): Promise<KnownWatch> => {
  const state = await commands.load(watch, watchStream(watchId))
  if (state.status === 'unknown') throw new Failure('WATCH_UNKNOWN', { id: watchId })
  return state
}

/** A segment that is open although nobody runs it was left by a crash: what was written of it is its truth. */
const closeLeftOver = async (deps: WatchDependencies, state: KnownWatch): Promise<KnownWatch> =>
  state.openSegment === null
    ? state
    : closeSegment(deps, state, {
        reason: 'interrupted',
        endedAt: null,
        failure: null,
        lostIntervals: 0,
      })

const runSegment = async (
  deps: WatchDependencies,
  state: KnownWatch,
  signal: AbortSignal,
): Promise<void> => {
  const { watchId: captureId, sensor, interface: name, driver, filter, save } = state.plan
  const segment = state.segments + 1
  let opened: KnownWatch | undefined
  const seal = new HourlySeal(
    (to, lostIntervals) => sealUpTo(deps, captureId, segment, to, lostIntervals),
    (thrown) => deps.log.warn({ watchId: captureId, err: thrown }, 'an hour is sealed later'),
  )
  const intervalMs = deps.intervalMs ?? INTERVAL_MS
  const order = {
    captureId,
    segment,
    sensor,
    interface: name,
    driver: driver as Driver,
    filter,
    save,
    intervalMs,
  }
  const open = async (now: number) => {
    opened = await perform(deps, state, { type: 'OpenWatchSegment', now })
    return { isOpen: opened.openSegment === segment, endAt: Number.POSITIVE_INFINITY }
  }
  const record = await recordSegment(
    deps,
    order,
    { open, counted: (interval, writer) => seal.counted(interval, writer) },
    signal,
  ).catch((thrown: unknown): SegmentRecord => {
    const failure = failureOf(thrown)
    if (failure === undefined || opened !== undefined) throw thrown
    return { wasOpened: false, endedAt: null, failure: failure.toData(), lostIntervals: 0 }
  })
  await seal.ended()
  const failure = record.failure && atSensor(record.failure, sensor)
  if (opened === undefined) {
    if (signal.aborted) return
    const reason = failure ?? engineFailure('it ended before it began', name).toData()
    await perform(deps, state, { type: 'FailWatch', failure: reason })
  } else if (record.wasOpened) {
    await closeSegment(deps, opened, {
      reason: endOf(record, signal),
      endedAt: record.endedAt,
      failure,
      lostIntervals: record.lostIntervals - seal.lostIntervals,
    })
  }
}

const endOf = ({ failure, endedAt }: SegmentRecord, signal: AbortSignal): WatchSegmentEnd => {
  if (failure !== null) return 'failed'
  if (endedAt === null) return 'interrupted'
  return signal.aborted ? (signal.reason as WatchStop) : 'interrupted'
}

/** Seals what is not sealed yet, then closes the segment. Waits for the database. */
const closeSegment = async (
  deps: WatchDependencies,
  state: KnownWatch,
  end: {
    readonly reason: WatchSegmentEnd
    /** Null: where its last row ends, and where there is none, where it began. */
    readonly endedAt: number | null
    readonly failure: FailureData | null
    readonly lostIntervals: number
  },
): Promise<KnownWatch> => {
  const { openSegment: segment, plan } = state
  if (segment === null) return state
  const { lastEndedAt } = await sealUpTo(deps, plan.watchId, segment, null, end.lostIntervals)
  const { reason, failure } = end
  const closedAt = segmentEnd(state.openedAt, lastEndedAt, end.endedAt)
  const command = { type: 'CloseWatchSegment', segment, closedAt, reason, failure } as const
  return untilSegmentIsKept(() => perform(deps, state, command), deps)
}

/** Seals the rows of the open segment up to before interval `to`, or all. Waits for the database. */
const sealUpTo = async (
  deps: WatchDependencies,
  watchId: string,
  segment: number,
  to: number | null,
  lostIntervals: number,
): Promise<{ readonly lastEndedAt: number | null }> => {
  const state = await untilSegmentIsKept(() => load(deps, watchId), deps)
  const range = { from: state.sealedTo, to: to ?? Number.MAX_SAFE_INTEGER }
  const { totals, rowsHash, lastEndedAt, lastNumber } = await untilSegmentIsKept(
    () => sealIntervals(deps.db, { captureId: watchId, segment }, range),
    deps,
  )
  // Where nothing was written since the last seal, what was lost instead is said all the same: it had numbers too.
  const end = to ?? (lastNumber === null ? state.sealedTo + lostIntervals : lastNumber + 1)
  if (end > state.sealedTo) {
    const seal = {
      type: 'SealIntervals',
      segment,
      to: end,
      totals,
      lostIntervals,
      rowsHash,
    } as const
    await untilSegmentIsKept(() => perform(deps, state, seal), deps)
  }
  return { lastEndedAt }
}

/** A command of a run, under an id that names watch, command and segment, so that a repetition is recognised. */
const perform = async (
  { commands, clock }: WatchDependencies,
  state: KnownWatch,
  command: WatchCommand,
): Promise<KnownWatch> => {
  const { watchId } = state.plan
  const now = clock.now()
  const segment = 'segment' in command ? command.segment : state.segments + 1
  const part = 'to' in command ? `/${command.to}` : command.type === 'FailWatch' ? `/${now}` : ''
  const context = workerCommand(`watch/${watchId}`, `${command.type}/${segment}${part}`, now)
  const handled = await commands.handle(watch, watchStream(watchId), command, context)
  if (handled.state.status === 'unknown') throw new Failure('WATCH_UNKNOWN', { id: watchId })
  return handled.state
}
