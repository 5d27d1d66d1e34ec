import { type ChildProcess, fork } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { capExitFailure } from '../../../net/cap/cap-exit.ts'
import type { Driver } from '../../../net/packet-source.ts'
import { unmapRing } from '../../../net/ring/mapped-ring.ts'
import type { EngineOrder, EngineThreadData, FromEngine, ToEngine } from './engine-messages.ts'
import { EngineState } from './engine-state.ts'

const ENTRY = new URL('./engine-main.ts', import.meta.url)

/** One engine that counts apart from the main thread. Started once; ends by itself after its last message. */
export type EngineHost = {
  /** `receive` gets every message in order; `died` is called instead of the last one if the host breaks. */
  readonly start: (
    order: EngineOrder,
    receive: (message: FromEngine) => void,
    died: (reason: Error) => void,
  ) => void
  readonly stop: () => void
  /** Whether packets are saved from now on, where the order says so at all; takes effect within a second. */
  readonly pauseSaving: (paused: boolean) => void
  /**
   * Ends a host that was not started; resolves when it is gone. A process that ends while a thread of it loads native code is ended by
   * that code, with a signal.
   */
  readonly discard: () => Promise<void>
}

/**
 * The ring runs in a worker thread, which maps one of `ringBytes` while it waits; `cap` in a child process, because two threads cannot load
 * it. `broke` is called where a thread breaks before it is started, at least once.
 */
export const createEngineHost = (
  driver: Driver,
  ringBytes: number,
  broke: () => void = () => {},
): EngineHost => (driver === 'ring' ? threadHost(ringBytes, broke) : processHost())

const threadHost = (ringBytes: number, broke: () => void): EngineHost => {
  const state = new EngineState()
  const workerData: EngineThreadData = { state: state.memory, ringBytes }
  const worker = new Worker(ENTRY, { workerData, name: 'capture engine' })
  worker.unref() // a host that waits for work keeps nobody alive
  worker.on('error', broke)
  worker.on('exit', broke) // alone, where the thread was ended rather than thrown out of its work
  worker.on('exit', () => {
    const left = state.release()
    if (left !== undefined) unmapRing(left)
  })
  return {
    start: (order, receive, died) => {
      worker.ref()
      worker.off('error', broke)
      worker.off('exit', broke)
      worker.on('message', receive)
      worker.on('error', died)
      worker.on('exit', (code) => died(new Error(`the engine's thread ended with ${code}`)))
      worker.postMessage({ type: 'start', order } satisfies ToEngine)
    },
    stop: () => state.stop(),
    pauseSaving: (paused) => worker.postMessage({ type: 'saving', paused } satisfies ToEngine),
    discard: () =>
      new Promise((resolve) => {
        worker.ref()
        worker.once('exit', () => resolve())
        worker.postMessage({ type: 'end' } satisfies ToEngine)
      }),
  }
}

const processHost = (): EngineHost => {
  const child: ChildProcess = fork(ENTRY, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true, // Ctrl+C in Vigie's terminal is for Vigie, which then ends its captures in order
  })
  return {
    start: (order, receive, died) => {
      child.on('message', (message) => receive(message as FromEngine))
      child.on('error', died)
      child.on('exit', (code, signal) => died(capExitFailure(order.source.interface, code, signal)))
      child.send({ type: 'start', order } satisfies ToEngine)
    },
    stop: () => {
      if (child.connected) child.send({ type: 'stop' } satisfies ToEngine)
    },
    pauseSaving: (paused) => {
      if (child.connected) child.send({ type: 'saving', paused } satisfies ToEngine)
    },
    discard: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.send({ type: 'end' } satisfies ToEngine)
      }),
  }
}
