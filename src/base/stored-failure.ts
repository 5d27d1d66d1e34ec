import type { FailureData } from './failure.ts'
import type { FailureCode } from './failure-catalogue.ts'

/** Codes that are no longer given, although events may hold them for ever, and what says the same of the same operands. */
const retired: { readonly [code: string]: FailureCode } = { LOG_DAMAGED: 'EVENT_MISSING' }

/** The failure that a table keeps as JSON; null: there is none. */
export const storedFailure = (json: string | null): FailureData | null => {
  if (json === null) return null
  const { code, values } = JSON.parse(json) as FailureData
  return { code: retired[code] ?? code, values }
}
