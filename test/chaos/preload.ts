/**
 * Loaded into a daemon before its own code (`--import`), in its main thread and in each worker thread: what a fault does to a
 * thread from inside, without a door for it in the product. Inert in every other process that loads it.
 */
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import worker from 'node:worker_threads'
import { alterClock } from '../support/altered-clock.ts'
import { CONTROL_VARIABLE, type Order, STEP_VARIABLE } from './control.ts'

/** Where the threads find the memory that they share. */
const SHARED = 'vigie chaos'
/** How often a thread looks whether it shall throw. */
const LOOK_EVERY_MS = 10

type Shared = {
  /** How far the clock is off, in ms. */
  readonly step: Float64Array
  /** The threads that shall throw; 0: none. */
  readonly throws: Int32Array
}

/** The oldest threads are those of the watch and of the capture; a younger one only waits for a capture to come. */
const THREADS = 2

const join = ({ step, throws }: Shared): void => {
  alterClock((now) => now + (step[0] ?? 0))
  if (worker.isMainThread) return
  setInterval(() => {
    for (let place = 0; place < THREADS; place++) {
      if (Atomics.compareExchange(throws, place, worker.threadId, 0) === worker.threadId) {
        throw new Error('a fault of the campaign')
      }
    }
  }, LOOK_EVERY_MS).unref()
}

const listen = (path: string, { step, throws }: Shared): void => {
  const threads = new Set<worker.Worker>()
  worker.Worker = class extends worker.Worker {
    constructor(...given: ConstructorParameters<typeof worker.Worker>) {
      super(...given)
      threads.add(this)
      this.once('exit', () => threads.delete(this))
    }
  }
  syncBuiltinESMExports()
  const obey = (order: Order): string => {
    if (order.do === 'step') {
      step[0] = (step[0] ?? 0) + order.milliseconds
      return 'done'
    }
    const oldest = [...threads].slice(0, THREADS)
    if (oldest.length === 0) return 'no thread'
    oldest.forEach((thread, place) => {
      if (order.do === 'terminate') void thread.terminate()
      else Atomics.store(throws, place, thread.threadId)
    })
    return 'done'
  }
  const server = createServer((socket) => {
    socket.once('data', (bytes) => socket.end(obey(JSON.parse(String(bytes)) as Order)))
    socket.on('error', () => socket.destroy())
  })
  server.listen(path).unref()
}

const control = process.env[CONTROL_VARIABLE]
if (!worker.isMainThread) {
  const shared = worker.getEnvironmentData(SHARED) as Shared | undefined
  if (shared !== undefined) join(shared)
} else if (control !== undefined && process.argv[2] === 'up') {
  const shared: Shared = {
    step: new Float64Array(new SharedArrayBuffer(8)),
    throws: new Int32Array(new SharedArrayBuffer(4 * THREADS)),
  }
  shared.step[0] = Number(process.env[STEP_VARIABLE] ?? 0)
  worker.setEnvironmentData(SHARED, shared as never)
  join(shared)
  listen(control, shared)
}
