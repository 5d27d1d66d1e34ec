import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addCommands } from '../../src/cli/commands/index.ts'
import type { CliContext } from '../../src/cli/context.ts'
import { createTerminal } from '../../src/cli/terminal.ts'

const context = { terminal: createTerminal('en'), version: '0' } as CliContext

const added = async (verb?: string): Promise<Command> => {
  const program = new Command('vigie')
  await addCommands(program, context, verb)
  return program
}

/** Without the command that the completing library adds for itself. */
const namesIn = (program: Command): readonly string[] =>
  program.commands.map((command) => command.name()).filter((name) => name !== 'complete')

const whole = await added()

describe('a verb that is loaded alone', () => {
  it.each(namesIn(whole))('is the one that was asked for, as it is among all: %s', async (verb) => {
    const alone = await added(verb)
    const help = (program: Command) =>
      program.commands.find((command) => command.name() === verb)?.helpInformation()
    expect(namesIn(alone)).toEqual([verb])
    expect(help(alone)).toBe(help(whole))
  })
})

describe('a word that is no verb', () => {
  it.each(['--help', 'help', 'complete', 'statsu', '', 'constructor', '__proto__'])(
    'brings all verbs: %j',
    async (word) => {
      expect(namesIn(await added(word))).toEqual(namesIn(whole))
    },
  )
})
