import { derivedId } from '../../base/ids.ts'
import {
  coverageOf,
  findCapture,
  gapsOf,
  listCaptures,
  packetFilesOf,
  retainedFrom,
  segmentsOf,
} from '../../services/capture/index.ts'
import { keptAfter, summarizeTraffic, trafficKeptSince } from '../../services/traffic/index.ts'
import * as api from '../api/captures.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'
import { visible } from './read-your-writes.ts'
import { recipientAddresses, recipientIds } from './recipients.ts'
import { sensorPlan } from './sensor-plan.ts'

export const captureRoutes = (serve: Serve, deps: WebDependencies): void => {
  const { db, captures } = deps

  serve(api.requestCapture, async ({ body, context }) => {
    const plan = {
      ...sensorPlan(deps, body),
      seconds: body.seconds,
      ...(body.save ? { save: true } : {}),
    }
    await captures.check(plan)
    const captureId = derivedId('capture', context.commandId)
    const report =
      body.mail === undefined
        ? null
        : {
            reportId: derivedId('report', context.commandId),
            recipients: await recipientIds(deps, body.mail.to),
          }
    await visible(deps, await captures.request({ captureId, ...plan, report }, context))
    return {
      id: captureId,
      sensor: plan.sensor,
      interface: plan.interface,
      reportId: report?.reportId ?? null,
      recipients: body.mail === undefined ? [] : recipientAddresses(deps, body.mail.to),
    }
  })

  serve(api.listCaptures, async ({ query }) => ({
    captures: await listCaptures(db, query.limit),
  }))

  serve(api.showCapture, async ({ params, query }) => {
    const capture = await findCapture(db, params.id)
    const segments = await segmentsOf(db, capture.id)
    const until = capture.endedAt ?? deps.clock.now()
    const files = await packetFilesOf(db, capture.id)
    return {
      ...capture,
      ...coverageOf(capture, segments, until),
      gaps: gapsOf(capture, segments),
      saved: {
        files: files.length,
        packets: files.reduce((sum, { packets }) => sum + packets, 0),
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      },
      keptSince: keptAfter(await trafficKeptSince(db), retainedFrom(capture)),
      traffic: await summarizeTraffic(db, { captureId: capture.id }, query.top),
    }
  })

  serve(api.stopCapture, async ({ params, context }) => {
    await visible(deps, await captures.stop(params.id, context))
    return findCapture(db, params.id)
  })
}
