import completion from '@bomb.sh/tab'
import type { Argument, Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { type Language, languages } from '../../src/base/text.ts'
import { addCommands } from '../../src/cli/commands/index.ts'
import type { CliContext } from '../../src/cli/context.ts'
import { createProgram } from '../../src/cli/program.ts'
import { createTerminal } from '../../src/cli/terminal.ts'

const COLUMNS = 80

/** The whole tree of commands in a language. Nothing of it is run, so that it needs nothing but its texts. */
const programIn = async (language: Language): Promise<Command> => {
  const context = { terminal: createTerminal(language), version: '0' } as CliContext
  const program = createProgram(context, () => {})
  program.configureOutput({ getOutHelpWidth: () => COLUMNS, getOutHasColors: () => false })
  await addCommands(program, context)
  return program
}

type Entry = { readonly name: string; readonly command: Command }

const entriesOf = (command: Command, above = ''): readonly Entry[] => {
  const name = `${above}${command.name()}`
  return [{ name, command }, ...command.commands.flatMap((one) => entriesOf(one, `${name} `))]
}

/** Made by the library that completes words, in English, and hidden. */
const isOurs = ({ name }: Entry): boolean => name !== 'vigie complete'

const entries = new Map(
  await Promise.all(
    languages.map(
      async (language) => [language, entriesOf(await programIn(language)).filter(isOurs)] as const,
    ),
  ),
)
const english = entries.get('en') ?? []
const french = entries.get('fr') ?? []

/** Names of several commands that do nothing themselves. */
const isGroup = ({ command }: Entry): boolean =>
  command.commands.length > 0 && command.registeredArguments.length === 0 && !hasJson(command)
const hasJson = (command: Command): boolean => command.options.some(({ long }) => long === '--json')

const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  return text
}

const examplesIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, example = '']) => example)

/** Commands without --json, and why. */
const WITHOUT_JSON: { readonly [name: string]: string } = {
  'vigie completion': 'prints a script for a shell',
}

/** Names alone, which are nobody's language. */
const SAME_IN_BOTH: readonly string[] = ['bash, zsh, fish or powershell']

/** Where options that several commands have stand: what it is about, what to do with it, how to show it. */
const ORDER: readonly string[] = [
  '--interface',
  '--filter',
  '--sensor',
  '--driver',
  '--save',
  '--mail',
  '--report',
  '--to',
  '--output',
  '--force',
  '--wait',
  '--follow',
  '--limit',
  '--top',
  '--json',
]

/** Options whose meaning is another one in this command, and so is what is said of them. */
const OF_ITS_OWN: readonly string[] = [
  'vigie up --sensor',
  'vigie capture export --filter',
  'vigie capture mail --wait',
  'vigie mail --wait',
  'vigie analyze --json',
  'vigie events --json',
]

describe.each(english.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  const { command } = entry
  const inFrench = french.find((one) => one.name === name)?.command

  it('says what it does, its arguments and its options, in both languages', () => {
    expect(command.description()).not.toBe('')
    expect(inFrench?.description()).not.toBe(command.description())
    const described = (one: Command | undefined): readonly (Argument | Option)[] =>
      one === undefined ? [] : [...one.registeredArguments, ...one.options]
    const other = described(inFrench)
    for (const [index, { description }] of described(command).entries()) {
      expect(description).not.toBe('')
      if (!SAME_IN_BOTH.includes(description))
        expect(other[index]?.description).not.toBe(description)
    }
  })

  it('begins small and ends without a full stop, as all that stands in a list', () => {
    const lines = [command, ...command.options, ...command.registeredArguments].map((one) =>
      typeof one.description === 'function' ? one.description() : one.description,
    )
    if (name !== 'vigie')
      expect(
        lines.filter((line) => /^[A-Z][a-z]|\.$/.test(line) && !/^(Vigie|BPF)/.test(line)),
      ).toEqual([])
  })

  it('says in its first word what it does, and not what it is about', () => {
    expect(command.description()).not.toMatch(/^(the|a|an|what|in)\b|^\w+:/)
    expect(inFrench?.description()).not.toMatch(/^(le|la|les|un|une|des|ce|dans)\s|^l’|^\S+ :/)
  })

  it('says the range of each number', () => {
    const numbers = [...command.options, ...command.registeredArguments].filter((one) =>
      /^<?(n|seconds)>?$/.test('flags' in one ? (one.flags.split(' ').at(-1) ?? '') : one.name()),
    )
    for (const { description } of numbers) expect(description).toMatch(/, \d+ to \d+$/)
  })

  it('has its options in the order that all commands have', () => {
    const shared = command.options
      .map(({ long }) => long ?? '')
      .filter((one) => ORDER.includes(one))
    expect(shared).toEqual(shared.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)))
    if (hasJson(command)) expect(command.options.at(-1)?.long).toBe('--json')
  })

  it('is known to the shell', () => {
    if (name !== 'vigie') expect(completion.commands.has(name.replace(/^vigie /, ''))).toBe(true)
  })

  it.each(languages)('fits into 80 columns (%s)', (language) => {
    const one = entries.get(language)?.find((of) => of.name === name)
    const wide = helpOf(one?.command ?? command)
      .split('\n')
      .filter((line) => line.length > COLUMNS)
    expect(wide).toEqual([])
  })

  it('has examples that are commands, with options that they have', () => {
    for (const example of examplesIn(helpOf(command))) {
      // Of a pipe the part that is ours, without the variables before it.
      const ours = /\bvigie [^|]*/.exec(example)?.[0] ?? ''
      const words = ours.match(/"[^"]*"|\S+/g) ?? []
      const named = english
        .filter((one) => `${words.join(' ')} `.includes(`${one.name} `))
        .toSorted((a, b) => b.name.length - a.name.length)[0]
      expect(named, example).toBeDefined()
      const known = new Set(
        [...(named?.command.options ?? []), ...(named?.command.parent?.options ?? [])].flatMap(
          ({ long, short }) => [long, short],
        ),
      )
      for (const word of words.filter((one) => /^--?[a-z]/.test(one))) {
        expect(known, example).toContain(word)
      }
    }
  })
})

it.each(english.filter(({ name }) => name !== 'vigie').map((one) => [one.name, one] as const))(
  '%s answers programs, and shows how it is used',
  (name, entry) => {
    expect(hasJson(entry.command) || isGroup(entry) || name in WITHOUT_JSON).toBe(true)
    expect(examplesIn(helpOf(entry.command))).not.toEqual([])
  },
)

it('says the same of an option wherever it means the same', () => {
  const said = new Map<string, Set<string>>()
  for (const { name, command } of english) {
    for (const { long, flags, description } of command.options) {
      if (long === undefined || long === null || OF_ITS_OWN.includes(`${name} ${long}`)) continue
      const all = said.get(long) ?? new Set()
      said.set(long, all.add(`${flags}: ${description}`))
    }
  }
  const differing = [...said].filter(([, all]) => all.size > 1).map(([long, all]) => [long, ...all])
  expect(differing).toEqual([])
})
