import {
  exitStatuses,
  type FailureCode,
  type FailureOperands,
  failureCatalogue,
} from './failure-catalogue.ts'
import { sentenceOf } from './failure-sentence.ts'

/** A failure as it crosses a socket or stands in an event, where another version may have written it: operands of any name. */
export type FailureData = {
  readonly code: FailureCode
  readonly values: { readonly [operand: string]: string | number }
}

/**
 * The world or the asker is at fault, never our own code (that is `assert`). A stable code and its operands; the sentence is made from
 * the two when somebody reads it, and nobody parses it.
 */
export class Failure<Code extends FailureCode = FailureCode> extends Error implements FailureData {
  override readonly name = 'Failure'
  readonly code: Code
  readonly values: FailureData['values']

  constructor(
    code: Code,
    values: FailureOperands<Code>,
    options: { readonly cause?: unknown } = {},
  ) {
    super(undefined, options)
    this.code = code
    this.values = values
  }

  /** The failure that this is the data of. */
  static from({ code, values }: FailureData): Failure {
    return new Failure(code, values as FailureOperands<FailureCode>)
  }

  /** In English: whoever speaks to a person asks `sentenceOf`. */
  override get message(): string {
    return sentenceOf(this, 'en')
  }

  /** 2 where the asker must ask otherwise, 1 where the world must change first. */
  get exitStatus(): 1 | 2 {
    return exitStatuses[failureCatalogue[this.code].kind]
  }

  get httpStatus(): number {
    return failureCatalogue[this.code].httpStatus
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
