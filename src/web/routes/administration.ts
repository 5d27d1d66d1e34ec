import { ADMINISTRATOR, changePassword, newPassword } from '../../services/accounts/index.ts'
import * as api from '../api/administration.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'

export const administrationRoutes = (serve: Serve, deps: WebDependencies): void => {
  serve(api.changePassword, async ({ body, context }) => {
    const generated = body.password === undefined ? newPassword() : null
    const password = body.password ?? generated ?? ''
    const changed = await changePassword(deps.appender, password, context)
    return { account: ADMINISTRATOR, password: changed ? generated : null }
  })

  serve(api.replayProjection, async ({ params }) => {
    await deps.projections.replay(params.name)
    return { name: params.name }
  })

  serve(api.reconcileJobs, async () => ({ open: await deps.reconcile() }))
}
