import { Failure, type FailureData, failureOf, reasonOf } from '../base/failure.ts'
import { sentenceOf } from '../base/failure-sentence.ts'
import { newId } from '../base/ids.ts'
import { printable } from '../base/lines.ts'
import { jsonLine } from './json-output.ts'
import type { Terminal } from './terminal.ts'

/**
 * Says why a command failed and returns its exit status: 2 asked wrongly, 1 failed. With --json the failure is an object on standard
 * output as well, because a program reads that; `about` says what it is about, where several things were asked for.
 */
export const reportFailure = (
  terminal: Terminal,
  thrown: unknown,
  json: boolean,
  about: { readonly [key: string]: string } = {},
): 1 | 2 => {
  const failure =
    failureOf(thrown) ??
    new Failure('INTERNAL', { reason: reasonOf(thrown), reference: newId() }, { cause: thrown })
  // Values come from anywhere: a mail server's reply, a name that was typed.
  const sentence = printable(sentenceOf(failure, terminal.language))
  if (json) {
    terminal.print(jsonLine({ ...about, failure: { ...failure.toData(), message: sentence } }))
  }
  terminal.note(terminal.bad(`vigie: ${sentence} [${failure.code}]`))
  if (failure.code === 'INTERNAL' && thrown instanceof Error) terminal.note(thrown.stack ?? '')
  return failure.exitStatus
}

/** Says the failure that something asked for ended in, after what it had found until then, and sets the exit status. */
export const noteFailure = (terminal: Terminal, failure: FailureData): void => {
  process.exitCode = reportFailure(terminal, Failure.from(failure), false)
}
