import * as api from '../api/imports.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'
import { visible } from './read-your-writes.ts'

export const importRoutes = (serve: Serve, deps: WebDependencies): void => {
  const { imports } = deps

  serve(api.beginImport, async () => ({ id: imports.begin() }))

  serve(api.addIntervals, async ({ params, body }) => {
    await imports.add(params.id, body.intervals)
    return {}
  })

  serve(api.endImport, async ({ params, body, context }) => {
    await visible(deps, await imports.end(params.id, body, context))
    return { captureId: params.id }
  })
}
