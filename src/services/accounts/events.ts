/** The pure door of the accounts slice. Names and secrets never enter an event. */
import { z } from 'zod'
import { ID_PATTERN } from '../../base/ids.ts'

const accountId = z.string().regex(ID_PATTERN)

export const accountEvents = {
  AdministratorAppointed: { version: 1, data: z.object({ accountId }) },
  PasswordChanged: { version: 1, data: z.object({ accountId }) },
} as const

export const accountStream = (accountId: string): string => `account-${accountId}`
