import { z } from 'zod'
import { momentField } from '../../base/fields.ts'
import { endpoint, idParams, limitQuery, nothing } from './endpoint.ts'

const mailbox = z.string().min(1).max(64).default('admin')

export const messageRow = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  receivedAt: momentField,
  bytes: z.int(),
})

export const listMessages = endpoint({
  method: 'GET',
  path: '/api/messages',
  summary: 'The newest messages of a mailbox',
  params: nothing,
  query: limitQuery.extend({ mailbox }),
  body: nothing,
  answer: z.object({ messages: z.array(messageRow) }),
})

export const showMessage = endpoint({
  method: 'GET',
  path: '/api/messages/:id',
  summary: 'One message with its text',
  params: idParams,
  query: z.object({ mailbox }),
  body: nothing,
  answer: messageRow.extend({ text: z.string(), source: z.string() }),
})
