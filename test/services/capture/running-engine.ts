import type { EngineHost } from '../../../src/services/capture/engine/engine-host.ts'
import type {
  EngineOrder,
  FromEngine,
} from '../../../src/services/capture/engine/engine-messages.ts'
import { defaults } from '../../net/support/capture-process.ts'

/** Of the rings that these orders want. */
export const { ringBytes } = defaults

/** Counts nothing: nobody sends there. */
export const order: EngineOrder = {
  driver: 'ring',
  source: { interface: 'lo', ...defaults, filter: 'udp port 9' },
  intervalMs: 1_000,
  localNetworks: [],
  own: { addresses: [], macs: [] },
  save: null,
}

/** Starts a host, stops it as soon as it counts, and tells which messages came. */
export const run = (host: EngineHost): Promise<readonly FromEngine['type'][]> =>
  new Promise((resolve, reject) => {
    const types: FromEngine['type'][] = []
    host.start(
      order,
      (message) => {
        types.push(message.type)
        if (message.type === 'started') host.stop()
        if (message.type === 'ended') resolve(types)
      },
      reject,
    )
  })
