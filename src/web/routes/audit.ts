import { CHAIN_START, LogAudit } from '../../events/index.ts'
import * as api from '../api/audit.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'

export const auditRoutes = (serve: Serve, { db }: WebDependencies): void => {
  const audit = new LogAudit(db)

  serve(api.verifyLog, async ({ query }) => {
    const { after: position, hash, limit } = query
    const from = hash === undefined ? CHAIN_START : { position, hash: Buffer.from(hash, 'hex') }
    const { link, end } = await audit.verify(from, limit)
    if (link.position >= end) await audit.verifyEnd(link)
    return { position: link.position, hash: link.hash.toString('hex'), end }
  })
}
