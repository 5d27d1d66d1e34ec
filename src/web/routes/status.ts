import { administratorAddress } from '../../base/config-schema.ts'
import { failureOf } from '../../base/failure.ts'
import { isDatabaseAway } from '../../events/index.ts'
import { AWAY_AFTER_MS, listSensors } from '../../services/capture/index.ts'
import * as api from '../api/status.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'

export const statusRoutes = (serve: Serve, deps: WebDependencies): void => {
  const { db, reader, projections, queues, clock, config } = deps

  /** A part that a server which is away keeps from us is empty: the status must answer when things are wrong. */
  const orElse = async <Part>(part: () => Promise<Part>, otherwise: Part): Promise<Part> => {
    try {
      return await part()
    } catch (thrown) {
      if (isDatabaseAway(thrown) || failureOf(thrown, 'REDIS_AWAY') !== undefined) return otherwise
      throw thrown
    }
  }

  serve(api.showStatus, async () => ({
    ...deps.situation(),
    defaultInterface: deps.defaultInterface(),
    administrator: administratorAddress(config),
    log: await orElse(async () => {
      const { position, hash } = await reader.head()
      return { position, hash: hash.toString('hex') }
    }, null),
    projections: await orElse(() => projections.states(), []),
    queues: await orElse(() => queues.counts(), []),
    sensors: await orElse(
      async () =>
        (await listSensors(db)).map(({ name, seenAt, interfaces }) => ({
          name,
          seenAt,
          away: clock.now() - seenAt > AWAY_AFTER_MS,
          interfaces: interfaces.map((one) => ({ name: one.name, up: one.up })),
        })),
      [],
    ),
  }))
}
