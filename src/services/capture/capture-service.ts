import type { Clock } from '../../base/clock.ts'
import { pause } from '../../base/clock.ts'
import { Failure, type FailureData, failureOf, reasonOf } from '../../base/failure.ts'
import type { Log } from '../../base/log.ts'
import type { Database } from '../../db/database.ts'
import { isDatabaseAway } from '../../db/database-away.ts'
import type { CommandContext, CommandRunner } from '../../events/index.ts'
import { listInterfaces } from '../../net/interfaces.ts'
import { checkFilter } from '../../net/packet-filter.ts'
import { type Interval, sealedTotals } from '../traffic/index.ts'
import {
  type CaptureCommand,
  type CapturePlan,
  capture,
  hasEnded,
  type KnownCapture,
} from './capture.ts'
import { createEngineHost, type EngineHost } from './engine-host.ts'
import type { EngineOrder } from './engine-messages.ts'
import { captureStream, type SegmentEnd } from './events.ts'
import { IntervalWriter } from './interval-writer.ts'
import { runSegment, type StopReason } from './segment-run.ts'
import { checkInterface } from './sensor-registry.ts'

/** A timed capture closes an interval each second. */
const INTERVAL_MS = 1_000
/** While the database is away, the end of a segment waits for it; asked this often. */
const RETRY_MS = 1_000

export type CaptureSettings = {
  readonly snaplenBytes: number
  readonly ringBytes: number
  readonly promiscuous: boolean
}

type Dependencies = {
  readonly db: Database
  readonly commands: CommandRunner
  readonly clock: Clock
  readonly log: Log
  readonly settings: CaptureSettings
}

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
    if (loaded.status === 'unknown') throw new Failure('CAPTURE_UNKNOWN', { id: captureId })
    const state = await this.#closeLeftOver(loaded, jobKey)
    if (hasEnded(state)) return
    if (state.plannedEnd !== null && clock.now() >= state.plannedEnd) {
      await this.#perform(state, { type: 'EndLateCapture', now: clock.now() }, jobKey)
      return
    }
    if (signal.aborted) return
    await this.#runSegment(state, jobKey, signal)
  }

  /** A segment that is open although nobody runs it was left by a crash: what was written of it is its truth. */
  async #closeLeftOver(state: KnownCapture, jobKey: string): Promise<KnownCapture> {
    const { openSegment, plan } = state
    if (openSegment === null) return state
    return this.#closeSegment(state, jobKey, openSegment, {
      reason: 'interrupted',
      closedAt: null,
      lostIntervals: 0,
      failure: null,
      captureId: plan.captureId,
    })
  }

  async #runSegment(state: KnownCapture, jobKey: string, signal: AbortSignal): Promise<void> {
    const { plan } = state
    const { db, log, clock } = this.#deps
    const segment = state.segments + 1
    const writer = new IntervalWriter(db, { captureId: plan.captureId, segment }, log)
    const host: EngineHost = createEngineHost(plan.driver)
    let opened: KnownCapture | undefined
    const started = async (startedAt: number): Promise<number> => {
      opened = await this.#perform(state, { type: 'OpenSegment', now: startedAt }, jobKey)
      for (const one of early.splice(0)) interval(one)
      if (opened.stopRequested || opened.openSegment !== segment) return clock.now()
      return opened.plannedEnd ?? clock.now()
    }
    // Nothing is written before the log says that this segment is open: an attempt that fails there leaves no rows behind.
    const early: Interval[] = []
    const interval = (one: Interval): void => {
      if (opened === undefined) early.push(one)
      else if (opened.openSegment === segment) writer.add(one)
    }
    const end = await runSegment(host, this.#order(plan), { started, interval }, signal).catch(
      (thrown) => {
        if (opened === undefined) throw thrown
        return { endedAt: clock.now(), failure: engineFailure(thrown, plan).toData() }
      },
    )
    if (opened === undefined) {
      // Nothing was opened, so nothing was counted: the capture could not begin.
      const failure = atSensor(
        end.failure ?? engineFailure('it ended before it began', plan).toData(),
        plan,
      )
      await this.#perform(state, { type: 'FailCapture', failure }, jobKey)
      return
    }
    const reason: SegmentEnd =
      end.failure !== null ? 'failed' : signal.aborted ? (signal.reason as StopReason) : 'elapsed'
    await writer.drain()
    await this.#closeSegment(opened, jobKey, segment, {
      reason: opened.stopRequested && reason === 'elapsed' ? 'stopped' : reason,
      closedAt: end.endedAt,
      lostIntervals: writer.lost,
      failure: end.failure,
      captureId: plan.captureId,
    })
  }

  async #closeSegment(
    state: KnownCapture,
    jobKey: string,
    segment: number,
    end: Pick<
      Extract<CaptureCommand, { type: 'CloseSegment' }>,
      'reason' | 'lostIntervals' | 'failure'
    > & { readonly closedAt: number | null; readonly captureId: string },
  ): Promise<KnownCapture> {
    const { reason, lostIntervals, failure, captureId } = end
    const sealed = await this.#untilDatabaseAnswers(() =>
      sealedTotals(this.#deps.db, { captureId, segment }),
    )
    const { rowsHash, lastEndedAt, ...totals } = sealed
    const closedAt = end.closedAt ?? lastEndedAt ?? state.plannedEnd ?? this.#deps.clock.now()
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
    const handled = patient ? await this.#untilDatabaseAnswers(handle) : await handle()
    if (handled.state.status === 'unknown') throw new Failure('CAPTURE_UNKNOWN', { id: captureId })
    return handled.state
  }

  #handle(captureId: string, command: CaptureCommand, context: CommandContext) {
    return this.#deps.commands.handle(capture, captureStream(captureId), command, context)
  }

  async #untilDatabaseAnswers<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work()
      } catch (thrown) {
        if (!isDatabaseAway(thrown)) throw thrown
        this.#deps.log.warn('the end of a segment waits for the database')
        await pause(RETRY_MS)
      }
    }
  }

  #order(plan: CapturePlan): EngineOrder {
    const { snaplenBytes, ringBytes, promiscuous } = this.#deps.settings
    const addresses = listInterfaces().find(({ name }) => name === plan.interface)?.addresses ?? []
    return {
      driver: plan.driver,
      intervalMs: INTERVAL_MS,
      localNetworks: addresses,
      source: {
        interface: plan.interface,
        filter: plan.filter,
        snaplenBytes,
        ringBytes,
        promiscuous,
      },
    }
  }
}

/** What became of an engine whose thread or process broke. */
const engineFailure = (thrown: unknown, plan: CapturePlan): Failure =>
  failureOf(thrown) ??
  new Failure('CAPTURE_FAILED', { interface: plan.interface, reason: reasonOf(thrown) })

/** The driver knows the interfaces of its machine, but not what this machine is called as a sensor. */
const atSensor = (failure: FailureData, { sensor }: CapturePlan): FailureData =>
  failure.values['sensor'] === '' ? { ...failure, values: { ...failure.values, sensor } } : failure
