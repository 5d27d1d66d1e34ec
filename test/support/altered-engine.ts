/** The engine as a thread with an altered clock gets it: its frames have that clock's time. */
import {
  type Engine,
  type EngineOptions,
  createEngine as engineOf,
} from '../../src/services/traffic/engine.ts'
import { shownTime } from './shown-time.ts'

export const createEngine = (options: EngineOptions): Engine => {
  const engine = engineOf(options)
  return {
    frame: (bytes, offset, captured, wire, seconds, nanoseconds, vlan, link) => {
      const at = shownTime(seconds * 1_000 + nanoseconds / 1e6)
      const whole = Math.floor(at / 1_000)
      const rest = Math.floor((at - whole * 1_000) * 1e6)
      engine.frame(bytes, offset, captured, wire, whole, rest, vlan, link)
    },
    tick: () => engine.tick(),
    close: (endedAt) => engine.close(endedAt),
  }
}
