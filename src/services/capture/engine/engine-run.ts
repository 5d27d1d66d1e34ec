import { systemClock } from '../../../base/clock.ts'
import type { FailureData } from '../../../base/failure.ts'
import type { Interval } from '../../traffic/index.ts'
import type { SavedFile } from '../packets/packet-writer.ts'
import type { EngineHost } from './engine-host.ts'
import type { EngineOrder } from './engine-messages.ts'

export type EngineEnd = {
  readonly endedAt: number
  readonly failure: FailureData | null
}

export type EngineHandlers = {
  /**
   * The socket is open. What it returns is waited for before the planned end is armed: when, in ms, the run shall end; Infinity where it
   * goes on until it is stopped.
   */
  readonly started: (startedAt: number) => Promise<number>
  readonly interval: (interval: Interval) => void
  readonly saved?: (file: SavedFile) => void
  readonly savingFailed?: (reason: string, number: number | null) => void
}

/** A timer of Node takes at most this many ms; a timed capture (≤ 24 h) is well below. */
const MAX_TIMER_MS = 2_147_483_647

/**
 * Runs one engine until its planned end, or until `signal` aborts. Resolves after the last interval was handed over; rejects when
 * `started` does, or when the engine's thread or process breaks.
 */
export const runEngine = (
  host: EngineHost,
  order: EngineOrder,
  handlers: EngineHandlers,
  signal: AbortSignal,
): Promise<EngineEnd> =>
  new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    let refused: unknown
    // The end may come while `started` is still being recorded: it waits, so that nothing is open behind a run that is over.
    let recorded = Promise.resolve()
    const stop = () => host.stop()
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      finish()
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    host.start(
      order,
      (message) => {
        if (message.type === 'interval') handlers.interval(message.interval)
        else if (message.type === 'saved') handlers.saved?.(message.file)
        else if (message.type === 'savingFailed')
          handlers.savingFailed?.(message.reason, message.number)
        else if (message.type === 'started') {
          recorded = handlers.started(message.startedAt).then(
            (endAt) => {
              if (endAt === Number.POSITIVE_INFINITY) return
              const left = Math.max(0, endAt - systemClock.now())
              timer = setTimeout(stop, Math.min(left, MAX_TIMER_MS))
            },
            (thrown) => {
              refused = thrown ?? new Error('the segment was refused')
              stop()
            },
          )
        } else {
          const { endedAt, failure } = message
          void recorded.then(() =>
            settle(() => (refused === undefined ? resolve({ endedAt, failure }) : reject(refused))),
          )
        }
      },
      (reason) => void recorded.then(() => settle(() => reject(reason))),
    )
  })
