/** The pure door of the mail slice. Events carry ids, sizes and hashes; addresses and subjects stay in tables that can be erased. */
import { z } from 'zod'
import { idField, sha256Field } from '../../base/fields.ts'

export const mailEvents = {
  MessageReceived: {
    version: 1,
    data: z.object({
      messageId: idField,
      mailbox: z.string(),
      size: z.int().nonnegative(),
      sha256: sha256Field,
    }),
  },
} as const

export const messageStream = (messageId: string): string => `message-${messageId}`
