/**
 * Loaded into a daemon before its own code (`--import`), in its main thread and in each worker thread: its clock runs faster, and
 * its timers with it. Inert in every other process.
 */
import worker from 'node:worker_threads'
import { alterClock } from '../support/altered-clock.ts'

/** How many times as fast; and from when on, in ms of the machine. */
export const FACTOR_VARIABLE = 'SOAK_FACTOR'
export const SINCE_VARIABLE = 'SOAK_SINCE'

/** A wait that was longer than this never becomes shorter: polls would become busy loops. */
const WAIT_MS_MIN = 20
/** Waits of some seconds are for others, whose time nobody hurries: a mail server's greeting takes its tenth of a second. */
const PATIENCE_MS = 4_000
const PATIENCE_MS_MIN = 300

const factor = Number(process.env[FACTOR_VARIABLE] ?? 0)
const since = Number(process.env[SINCE_VARIABLE] ?? 0)

const faster = (delay: number | undefined): number => {
  const given = delay ?? 0
  if (given <= WAIT_MS_MIN) return given
  return Math.max(given < PATIENCE_MS ? WAIT_MS_MIN : PATIENCE_MS_MIN, given / factor)
}

const isDaemon = !worker.isMainThread || process.argv[2] === 'up'
if (factor > 1 && isDaemon) {
  alterClock((machineMs) => since + (machineMs - since) * factor)
  const { setTimeout: once, setInterval: again } = globalThis
  const timers = {
    setTimeout: (done: () => void, ms?: number, ...rest: []) => once(done, faster(ms), ...rest),
    setInterval: (done: () => void, ms?: number, ...rest: []) => again(done, faster(ms), ...rest),
  }
  Object.assign(globalThis, timers)
}
