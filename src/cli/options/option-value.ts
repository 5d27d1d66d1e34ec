import { Failure } from '../../base/failure.ts'

/** Reads a whole number from `min` to `max`, written in digits. Throws NUMBER_OUT_OF_RANGE, also for what is no number. */
export const wholeNumber =
  (argument: string, min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new Failure('NUMBER_OUT_OF_RANGE', { argument, value: text, min, max })
  }

/** Reads one of a few words. Throws ARGUMENT_INVALID. */
export const oneOf =
  <Word extends string>(argument: string, words: readonly Word[]) =>
  (text: string): Word => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    throw new Failure('ARGUMENT_INVALID', { argument, value: text, expected: words.join(' / ') })
  }

/** Collects an option that may be repeated. */
export const collected = (
  text: string,
  before: readonly string[] | undefined,
): readonly string[] => [...(before ?? []), text]
