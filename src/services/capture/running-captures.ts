import type { Failure } from '../../base/failure.ts'
import { workerCommand } from '../../events/index.ts'
import { type CaptureCommand, capture } from './capture.ts'
import { captureStream } from './capture-events.ts'
import { type CaptureRunDependencies, type CaptureStop, runCapture } from './capture-run.ts'

/** Who executes a capture: the job's stable name, so that a repeated run repeats its commands. */
type JobContext = { readonly jobKey: string; readonly signal: AbortSignal }

type Running = {
  readonly ended: Promise<void>
  readonly stop: AbortController
  /** Jobs that wait for it: more than one where a queue lost its memory. */
  attached: number
}

/** The captures that run in this process, each once, however many jobs want it. */
export class RunningCaptures {
  readonly #deps: CaptureRunDependencies
  readonly #running = new Map<string, Running>()

  constructor(dependencies: CaptureRunDependencies) {
    this.#deps = dependencies
  }

  /**
   * Carries a capture out, or joins it where it runs here already. Returns 'shutdown' where Vigie stops first and the capture has to go on
   * later.
   */
  async run(captureId: string, { jobKey, signal }: JobContext): Promise<'ended' | 'shutdown'> {
    const running = this.#running.get(captureId) ?? this.#start(captureId, jobKey)
    const leave = () => {
      running.attached--
      if (signal.reason === 'shutdown' || running.attached === 0) {
        running.stop.abort('shutdown' satisfies CaptureStop)
      }
    }
    running.attached++
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    try {
      await running.ended
      return running.stop.signal.reason === 'shutdown' ? 'shutdown' : 'ended'
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  /** Ends the capture where it runs here, because the log says that it shall end. */
  stop(captureId: string): void {
    this.#running.get(captureId)?.stop.abort('stopped' satisfies CaptureStop)
  }

  /** Records that a capture cannot be carried out, after the last attempt. */
  async giveUp(captureId: string, failure: Failure, jobKey: string): Promise<void> {
    const { commands, clock } = this.#deps
    const command: CaptureCommand = { type: 'FailCapture', failure: failure.toData() }
    const context = workerCommand(jobKey, command.type, clock.now())
    await commands.handle(capture, captureStream(captureId), command, context)
  }

  #start(captureId: string, jobKey: string): Running {
    const stop = new AbortController()
    const ended = runCapture(this.#deps, captureId, jobKey, stop.signal).finally(() =>
      this.#running.delete(captureId),
    )
    const running: Running = { ended, stop, attached: 0 }
    this.#running.set(captureId, running)
    return running
  }
}
