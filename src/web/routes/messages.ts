import { findMessage, listMessages } from '../../services/mail/index.ts'
import * as api from '../api/messages.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { Serve } from '../serve-endpoint.ts'

export const messageRoutes = (serve: Serve, { db }: WebDependencies): void => {
  serve(api.listMessages, async ({ query }) => ({
    messages: await listMessages(db, query.mailbox, query.limit),
  }))

  serve(api.showMessage, async ({ params, query }) => {
    const message = await findMessage(db, query.mailbox, params.id)
    return { ...message, source: message.source.toString('utf8') }
  })
}
