import { derivedId } from '../../base/ids.ts'
import {
  AWAY_AFTER_MS,
  findWatch,
  listSensors,
  listWatches,
  type Sensor,
  type WatchRow,
  watchCoverage,
  watchSegments,
} from '../../services/capture/index.ts'
import { keptAfter, summarizeTraffic, trafficKeptSince } from '../../services/traffic/index.ts'
import type { Answered } from '../api/endpoint.ts'
import * as api from '../api/watches.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'
import { visible } from './read-your-writes.ts'
import { sensorPlan } from './sensor-plan.ts'

const HOUR_MS = 3_600_000
/** Segments of one window that are looked at: a restart every ten minutes for a week. */
const MAX_SEGMENTS = 1_000

export const watchRoutes = (serve: Serve, deps: WebDependencies): void => {
  const { db, watches, clock } = deps

  const withState = (row: WatchRow, sensors: readonly Sensor[]) => {
    const seenAt = sensors.find(({ name }) => name === row.sensor)?.seenAt ?? 0
    return { ...row, state: stateOf(row, clock.now() - seenAt > AWAY_AFTER_MS) }
  }
  const found = async (id: string) => withState(await findWatch(db, id), await listSensors(db))

  serve(api.addWatch, async ({ body, context }) => {
    const watchId = derivedId('watch', context.commandId)
    const plan = {
      watchId,
      ...sensorPlan(deps, body),
      save: body.save,
    }
    await visible(deps, await watches.add(plan, context))
    return found(watchId)
  })

  serve(api.listWatches, async ({ query }) => {
    const sensors = await listSensors(db)
    const rows = await listWatches(db, query)
    return { watches: rows.map((row) => withState(row, sensors)) }
  })

  serve(api.showWatch, async ({ params, query }) => {
    const row = await found(params.id)
    const to = row.removedAt ?? clock.now()
    const from = Math.max(row.addedAt, to - query.hours * HOUR_MS)
    const segments = await watchSegments(db, row.id, from, MAX_SEGMENTS)
    return {
      ...row,
      from,
      to,
      ...watchCoverage(row, segments, from, to),
      keptSince: keptAfter(await trafficKeptSince(db), from),
      traffic: await summarizeTraffic(db, { captureId: row.id, from, to }, query.top),
    }
  })

  serve(api.removeWatch, async ({ params, context }) => {
    await visible(deps, await watches.remove(params.id, context))
    return found(params.id)
  })
}

const stateOf = (row: WatchRow, isAway: boolean): Answered<typeof api.addWatch>['state'] => {
  if (row.removedAt !== null) return 'removed'
  if (isAway) return 'away'
  if (row.openedAt !== null) return 'counting'
  return row.failure === null ? 'starting' : 'failing'
}
