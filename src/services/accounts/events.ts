/** The pure door of the accounts slice. Names and secrets never enter an event. */
import { z } from 'zod'
import { idField } from '../../base/fields.ts'

const accountId = idField

export const accountEvents = {
  AdministratorAppointed: { version: 1, data: z.object({ accountId }) },
  PasswordChanged: { version: 1, data: z.object({ accountId }) },
} as const

export const accountStream = (accountId: string): string => `account-${accountId}`
