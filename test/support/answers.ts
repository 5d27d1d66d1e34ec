import { expect } from 'vitest'
import type { Answer } from './vigie.ts'

/** The command was refused or failed as it should: one sentence on standard error with its code, nothing else. */
export const expectFailure = (answer: Answer, exit: 1 | 2, code: string): void => {
  expectSentence(answer, code)
  expect(answer.stdout, 'standard output').toBe('')
  expect(answer.status, 'exit status').toBe(exit)
}

/** The same with --json: the failure is one object on standard output as well. */
export const expectJsonFailure = (answer: Answer, exit: 1 | 2, code: string): void => {
  expectSentence(answer, code)
  expect(answer.stdout.trimEnd().split('\n'), 'one object').toHaveLength(1)
  expect(answer.json()).toMatchObject({ failure: { code, message: expect.any(String) } })
  expect(answer.status, 'exit status').toBe(exit)
}

/** The answer of a daemon in the foreground without its log, which is above its last sentence. */
export const withoutLog = (answer: Answer): Answer => ({
  ...answer,
  stderr: `${answer.stderr.trimEnd().split('\n').at(-1)}\n`,
})

const expectSentence = ({ stderr }: Answer, code: string): void => {
  expect(stderr.trimEnd().split('\n'), 'one line').toHaveLength(1)
  expect(stderr).toMatch(new RegExp(`^vigie: \\S.* \\[${code}\\]\n$`))
}

/** The command succeeded without a word on standard error. */
export const expectSuccess = (answer: Answer): void => {
  expect(answer).toMatchObject({ status: 0, stderr: '' })
}
