import type { StoredEvent } from '../../events/index.ts'
import * as api from '../api/events.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'

export const eventRoutes = (serve: Serve, { reader, tail, ending }: WebDependencies): void => {
  serve(api.readEvents, async ({ query }) => {
    const { after, limit, stream, waitMs } = query
    if (after === undefined) {
      const head = await reader.headPosition() // first, so that nothing between the two is passed over
      const last = await reader.readLast(limit, stream)
      return { events: last.filter(({ position }) => position <= head).map(row), after: head }
    }
    let events = await reader.read(after, limit)
    if (events.length === 0 && waitMs > 0) {
      await tail.beyond(after, waitMs, ending)
      events = await reader.read(after, limit)
    }
    const wanted = stream === undefined ? events : events.filter((one) => one.stream === stream)
    return { events: wanted.map(row), after: events.at(-1)?.position ?? after }
  })
}

const row = (event: StoredEvent) => ({
  position: event.position,
  stream: event.stream,
  version: event.version,
  type: event.type,
  data: event.data,
  actor: event.metadata.actor,
  occurredAt: event.occurredAt,
})
