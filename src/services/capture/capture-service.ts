import { pause } from '../../base/clock.ts'
import { Failure, type FailureData } from '../../base/failure.ts'
import { untilDatabaseAnswers } from '../../db/database-patience.ts'
import type { CommandContext, CommandRunner } from '../../events/index.ts'
import { checkFilter } from '../../net/packet-filter.ts'
import { sealedTotals } from '../traffic/index.ts'
import {
  type CaptureCommand,
  type CapturePlan,
  capture,
  hasEnded,
  isKnown,
  type KnownCapture,
} from './capture.ts'
import { captureStream, type SegmentEnd } from './events.ts'
import {
  atSensor,
  engineFailure,
  type RecorderDependencies,
  recordSegment,
} from './segment/segment-recorder.ts'
import type { StopReason } from './segment/segment-run.ts'
import { checkInterface } from './sensor-registry.ts'

/** What waits for a database that is away, as the log says it. */
const SEGMENT_END = 'the end of a segment'

/** A timed capture closes an interval each second. */
const INTERVAL_MS = 1_000
/** After an engine broke, the next segment begins this much later… */
const RETRY_MS = 500
/** …and not more often than this: what breaks each time is a fault that trying does not mend. */
const MAX_BREAKS = 5

type Dependencies = RecorderDependencies & { readonly commands: CommandRunner }

/** Who executes a capture: the job's stable name, so that a repeated run repeats its commands. */
export type RunContext = { readonly jobKey: string; readonly signal: AbortSignal }

type Running = {
  readonly ended: Promise<void>
  readonly stop: AbortController
  attached: number
}

/** Use cases of captures: ask for one, run one, stop one. */
export class CaptureService {
  readonly #deps: Dependencies
  readonly #running = new Map<string, Running>()

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  /** Throws SENSOR_UNKNOWN, INTERFACE_UNKNOWN or FILTER_INVALID: what a person should hear before anything is recorded. */
  async check(plan: Pick<CapturePlan, 'sensor' | 'interface' | 'filter'>): Promise<void> {
    await checkInterface(this.#deps.db, plan.sensor, plan.interface)
    if (plan.filter !== '') await checkFilter(plan.filter)
  }

  /** Records what is wanted; the queue does the rest. Returns the position of the event. */
  async request(plan: CapturePlan, context: CommandContext): Promise<number> {
    const command: CaptureCommand = { type: 'RequestCapture', plan }
    return (await this.#handle(plan.captureId, command, context)).position
  }

  /** Asks a capture to end now. Throws CAPTURE_UNKNOWN or CAPTURE_NOT_RUNNING. */
  async stop(captureId: string, context: CommandContext): Promise<number> {
    return (await this.#handle(captureId, { type: 'StopCapture', captureId }, context)).position
  }

  /** Ends a run of this process, because the log says that it shall end. */
  stopRunning(captureId: string): void {
    this.#running.get(captureId)?.stop.abort('stopped' satisfies StopReason)
  }

  /** Records that a capture cannot be carried out, after its last attempt. */
  async fail(captureId: string, failure: Failure, context: CommandContext): Promise<void> {
    await this.#handle(captureId, { type: 'FailCapture', failure: failure.toData() }, context)
  }

  /**
   * Carries a capture out: closes what a crash left open, opens a segment, counts until the planned end, closes it. A second call for a
   * capture that runs here already joins it, so that a queue which lost its memory does no harm. Returns 'shutdown' where Vigie
   * stops first and the capture has to go on later.
   */
  async run(captureId: string, context: RunContext): Promise<'ended' | 'shutdown'> {
    const running = this.#running.get(captureId) ?? this.#start(captureId, context.jobKey)
    const leave = () => {
      running.attached--
      if (context.signal.reason === 'shutdown' || running.attached === 0) {
        running.stop.abort('shutdown' satisfies StopReason)
      }
    }
    running.attached++
    context.signal.addEventListener('abort', leave, { once: true })
    if (context.signal.aborted) leave()
    try {
      await running.ended
      return running.stop.signal.reason === 'shutdown' ? 'shutdown' : 'ended'
    } finally {
      context.signal.removeEventListener('abort', leave)
    }
  }

  #start(captureId: string, jobKey: string): Running {
    const stop = new AbortController()
    const ended = this.#carryOut(captureId, jobKey, stop.signal).finally(() =>
      this.#running.delete(captureId),
    )
    const running: Running = { ended, stop, attached: 0 }
    this.#running.set(captureId, running)
    return running
  }

  async #carryOut(captureId: string, jobKey: string, signal: AbortSignal): Promise<void> {
    const { commands, clock } = this.#deps
    const loaded = await commands.load(capture, captureStream(captureId))
    if (!isKnown(loaded)) throw new Failure('CAPTURE_UNKNOWN', { id: captureId })
    let state = await this.#closeLeftOver(loaded, jobKey)
    for (let breaks = 0; !hasEnded(state); breaks++) {
      if (state.plannedEnd !== null && clock.now() >= state.plannedEnd) {
        await this.#perform(state, { type: 'EndLateCapture', now: clock.now() }, jobKey)
        return
      }
      if (signal.aborted) return
      if (breaks === MAX_BREAKS) {
        const failure = engineFailure('its engine broke again and again', state.plan.interface)
        await this.#perform(state, { type: 'FailCapture', failure: failure.toData() }, jobKey)
        return
      }
      if (breaks > 0) await pause(RETRY_MS, signal)
      const after = await this.#runSegment(state, jobKey, signal)
      if (after === 'over') return
      state = after
    }
  }

  /** A segment that is open although nobody runs it was left by a crash: what was written of it is its truth. */
  async #closeLeftOver(state: KnownCapture, jobKey: string): Promise<KnownCapture> {
    if (state.openSegment === null) return state
    return this.#closeSegment(state, jobKey, state.openSegment, {
      reason: 'interrupted',
      closedAt: null,
      lostIntervals: 0,
      failure: null,
    })
  }

  /** Runs the next segment. Returns the state where its engine broke, so that another segment goes on; else the run is over. */
  async #runSegment(
    state: KnownCapture,
    jobKey: string,
    signal: AbortSignal,
  ): Promise<KnownCapture | 'over'> {
    const { plan } = state
    const { clock } = this.#deps
    const segment = state.segments + 1
    let opened: KnownCapture = state
    const open = async (startedAt: number) => {
      opened = await this.#perform(state, { type: 'OpenSegment', now: startedAt }, jobKey)
      const isOpen = opened.openSegment === segment
      return {
        isOpen,
        endAt: opened.stopRequested ? clock.now() : (opened.plannedEnd ?? clock.now()),
      }
    }
    const record = await recordSegment(
      this.#deps,
      { ...plan, save: plan.save ?? false, segment, intervalMs: INTERVAL_MS },
      { open },
      signal,
    )
    if (!record.wasOpened && opened === state) {
      // Nothing was opened, so nothing was counted: the capture could not begin.
      const failure =
        record.failure ?? engineFailure('it ended before it began', plan.interface).toData()
      const command: CaptureCommand = {
        type: 'FailCapture',
        failure: atSensor(failure, plan.sensor),
      }
      await this.#perform(state, command, jobKey)
      return 'over'
    }
    const { endedAt, failure, lostIntervals } = record
    const isBroken = endedAt === null && failure === null
    const after = await this.#closeSegment(opened, jobKey, segment, {
      reason: isBroken ? 'interrupted' : endOf(opened, failure, signal),
      closedAt: endedAt,
      lostIntervals,
      failure,
    })
    return isBroken ? after : 'over'
  }

  async #closeSegment(
    state: KnownCapture,
    jobKey: string,
    segment: number,
    end: Pick<
      Extract<CaptureCommand, { type: 'CloseSegment' }>,
      'reason' | 'lostIntervals' | 'failure'
    > & { readonly closedAt: number | null },
  ): Promise<KnownCapture> {
    const { reason, lostIntervals, failure } = end
    const { captureId } = state.plan
    const { db, log } = this.#deps
    const sealed = await untilDatabaseAnswers(
      SEGMENT_END,
      () => sealedTotals(db, { captureId, segment }),
      log,
    )
    const { rowsHash, lastEndedAt, lastNumber: _, ...totals } = sealed
    // Not before what it holds, also where the clock was set back meanwhile.
    const closedAt = Math.max(end.closedAt ?? 0, lastEndedAt ?? 0, state.openedAt)
    const command: CaptureCommand = {
      type: 'CloseSegment',
      segment,
      reason,
      closedAt,
      totals,
      lostIntervals,
      rowsHash,
      failure,
    }
    return this.#perform(state, command, jobKey)
  }

  /** A command of a run. Its id names job, command and segment, so that a repetition is recognised; it waits for the database. */
  async #perform(
    state: KnownCapture,
    command: CaptureCommand,
    jobKey: string,
  ): Promise<KnownCapture> {
    const context: CommandContext = {
      commandId: `${jobKey}/${command.type}/${'segment' in command ? command.segment : state.segments + 1}`,
      actor: 'worker',
      now: this.#deps.clock.now(),
    }
    const { captureId } = state.plan
    const patient = command.type === 'CloseSegment' // its figures exist nowhere else
    const handle = () => this.#handle(captureId, command, context)
    const handled = patient
      ? await untilDatabaseAnswers(SEGMENT_END, handle, this.#deps.log)
      : await handle()
    if (!isKnown(handled.state)) throw new Failure('CAPTURE_UNKNOWN', { id: captureId })
    return handled.state
  }

  #handle(captureId: string, command: CaptureCommand, context: CommandContext) {
    return this.#deps.commands.handle(capture, captureStream(captureId), command, context)
  }
}

/** Why a segment ended whose engine did its work to the end. */
const endOf = (
  { stopRequested }: KnownCapture,
  failure: FailureData | null,
  signal: AbortSignal,
): SegmentEnd => {
  if (failure !== null) return 'failed'
  if (signal.aborted) return signal.reason as StopReason
  return stopRequested ? 'stopped' : 'elapsed'
}
