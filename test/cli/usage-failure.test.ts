import { Command, type CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { usageFailure } from '../../src/cli/usage-failure.ts'

/** What commander throws at these words: commander itself is asked, because its sentences are taken apart. */
const thrownAt = (words: string): CommanderError => {
  const program = new Command('vigie').configureOutput({ writeErr: () => {} }).exitOverride()
  program.command('capture <seconds>').option('--top <n>').requiredOption('--on <name>')
  program.command('status')
  program.command('stop <id>').command('now')
  for (const command of program.commands) command.copyInheritedSettings(program)
  try {
    program.parse(words.split(' '), { from: 'user' })
  } catch (thrown) {
    return thrown as CommanderError
  }
  throw new Error(`commander takes "${words}"`)
}

const command = 'vigie x'

it.each([
  ['captuer', { code: 'COMMAND_UNKNOWN', values: { name: 'captuer', command } }],
  ['status --loud', { code: 'OPTION_UNKNOWN', values: { option: '--loud', command } }],
  ['capture --on lo', { code: 'ARGUMENT_MISSING', values: { argument: 'seconds', command } }],
  ['capture 1 --top', { code: 'OPTION_VALUE_MISSING', values: { option: '--top <n>', command } }],
  ['capture 1', { code: 'OPTION_MISSING', values: { option: '--on <name>', command } }],
  ['status now here', { code: 'ARGUMENTS_TOO_MANY', values: { given: 'now, here', command } }],
  ['stop -1', { code: 'NUMBER_OUT_OF_RANGE', values: { argument: 'seconds', value: '-1' } }],
])('"%s" is refused with what is wrong in it', async (words, failure) => {
  const thrown = thrownAt(words)
  expect(await usageFailure(thrown, command)).toMatchObject({ ...failure, exitStatus: 2 })
})

it('help is no failure', async () => {
  expect(await usageFailure(thrownAt('--help'), command)).toBeUndefined()
})
