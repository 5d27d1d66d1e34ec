import { type Clock, pause } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Database } from '../../db/database.ts'
import { listInterfaces } from '../../net/interfaces.ts'
import { HEARTBEAT_MS, recordSensor } from './sensor-registry.ts'

/** Says again and again that this sensor is up. `recorded` resolves after the first time; `stopped` after `signal` aborted. */
export const keepSensor = (
  db: Database,
  name: string,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): { readonly recorded: Promise<void>; readonly stopped: Promise<void> } => {
  const record = () => {
    const interfaces = listInterfaces().map((one) => ({
      name: one.name,
      up: one.up,
      addresses: one.addresses,
    }))
    return recordSensor(db, { name, interfaces, seenAt: clock.now() })
  }
  const recorded = record()
  const beat = async () => {
    await recorded
    while (!signal.aborted) {
      await pause(HEARTBEAT_MS, signal)
      if (signal.aborted) return
      await record().catch((thrown: unknown) =>
        log.warn({ err: thrown }, 'the sensor could not say that it is up'),
      )
    }
  }
  return { recorded, stopped: beat() }
}
