/** The pure door of the mail slice. Events carry ids, sizes and hashes; addresses and subjects stay in tables that can be erased. */
import { z } from 'zod'
import { ID_PATTERN } from '../../base/ids.ts'

export const mailEvents = {
  MessageReceived: {
    version: 1,
    data: z.object({
      messageId: z.string().regex(ID_PATTERN),
      mailbox: z.string(),
      size: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  },
} as const

export const messageStream = (messageId: string): string => `message-${messageId}`
