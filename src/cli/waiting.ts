import { pause } from '../base/clock.ts'
import { Failure, failureOf } from '../base/failure.ts'
import type { FailureCode } from '../base/failure-catalogue.ts'
import { type ProgressLine, progressLine } from './progress-line.ts'
import type { Terminal } from './terminal.ts'

const POLL_MS = 250

/**
 * Looks again and again, with a line that `look` may draw, until it finds something: returns that. Throws STILL_WAITING where it
 * has not by `until` (ms since the epoch); `what` names in a sentence what was waited for.
 */
export const waitFor = async <Found>(
  terminal: Terminal,
  { what, until }: { readonly what: string; readonly until: number },
  look: (line: ProgressLine) => Promise<Found | undefined>,
): Promise<Found> => {
  const line = progressLine(terminal)
  const began = Date.now()
  try {
    while (Date.now() < until) {
      const found = await look(line)
      if (found !== undefined) return found
      await pause(POLL_MS)
    }
  } finally {
    line.clear()
  }
  throw new Failure('STILL_WAITING', { what, seconds: Math.round((Date.now() - began) / 1_000) })
}

/** A server that is away, or Vigie starting again: what was asked for is recorded, and goes on. */
const PASSING = ['DATABASE_AWAY', 'REDIS_AWAY', 'NOT_RUNNING', 'ANSWER_BROKEN'] as const

/** Takes for nothing yet what will pass, and `also` a failure that is one only for now. */
export const patient =
  (...also: readonly FailureCode[]) =>
  (thrown: unknown): undefined => {
    if ([...PASSING, ...also].some((code) => failureOf(thrown, code) !== undefined))
      return undefined
    throw thrown
  }
