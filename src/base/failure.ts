import { type FailureCode, failureCodes } from './failure-codes.ts'
import { type TextValues, translator } from './text.ts'

/** What a failure carries besides its code: plain values that its sentence is made from. */
export type FailureValues = TextValues

/** A failure as it crosses a socket or stands in an event. */
export type FailureData = { readonly code: FailureCode; readonly values: FailureValues }

/**
 * The world or the asker is at fault, never our own code (that is `assert`). A stable code, the values, and a sentence
 * made from the two that says what happened and what to do. Nobody parses the sentence.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly values: FailureValues

  constructor(
    code: FailureCode,
    values: FailureValues = {},
    options: { readonly cause?: unknown } = {},
  ) {
    super(translator('en')(`failures.${code}`, values), options)
    this.code = code
    this.values = values
  }

  /** 2 where the asker must ask otherwise, 1 where the world must change first. */
  get exitStatus(): 1 | 2 {
    return failureCodes[this.code].exit
  }

  get httpStatus(): number {
    return failureCodes[this.code].http
  }

  toData(): FailureData {
    return { code: this.code, values: this.values }
  }
}

/** The failure with this code, or undefined where `thrown` is another one or none at all. */
export const failureOf = (thrown: unknown, code?: FailureCode): Failure | undefined =>
  thrown instanceof Failure && (code === undefined || thrown.code === code) ? thrown : undefined

/** What to write down of anything that was thrown: never a stack, at most 500 characters. */
export const reasonOf = (thrown: unknown): string => {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  const code = thrown instanceof Error && 'code' in thrown ? `${String(thrown.code)}: ` : ''
  return (text.startsWith(code) || thrown instanceof Failure ? text : code + text).slice(0, 500)
}
