/**
 * Lets this thread's clock show another time than the machine's, for programs that a test starts with this loaded before them. Timers are
 * left alone, as they are when a machine's clock is set. A thread alters its clock once.
 */
import { registerHooks } from 'node:module'
import { shownTime, showTime } from './shown-time.ts'

const machineNow = Date.now

/** `alter` gets the machine's time in ms and gives what shall be shown; it must be cheap: frames are asked for too. */
export const alterClock = (alter: (machineMs: number) => number): void => {
  showTime(alter)
  const Machine = Date
  Machine.now = () => Math.floor(shownTime(machineNow()))
  const Altered: DateConstructor = new Proxy(Machine, {
    construct: (target, args, asked) =>
      Reflect.construct(
        target,
        args.length === 0 ? [target.now()] : args,
        asked === Altered ? target : asked,
      ),
    apply: (target) => new target(target.now()).toString(),
  })
  Object.defineProperty(Machine.prototype, 'constructor', { value: Altered })
  globalThis.Date = Altered
  alterFrames()
}

/** The kernel stamps frames with its own time: between the ring and the engine they get the altered one. */
const alterFrames = (): void => {
  const altered = new URL('./altered-engine.ts', import.meta.url).href
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context)
      const isOurs =
        found.url.endsWith('/src/services/traffic/engine.ts') &&
        context.parentURL?.endsWith('/src/services/capture/engine/engine-main.ts')
      return isOurs ? { ...found, url: altered } : found
    },
  })
}
