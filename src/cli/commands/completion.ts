import { type RootCommand, ShellCompDirective } from '@bomb.sh/tab'
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { withExamples } from '../options/examples.ts'
import { oneOf } from '../options/option-value.ts'

/** `vigie completion bash|zsh|fish|powershell` prints the script; the library asks the program itself for the words. */
export const completionCommand = (program: Command, { terminal }: CliContext): void => {
  const { t } = terminal
  offerFiles(program, tab(program, { completionCommandName: 'completion' }))
  const completion = program.commands.find((command) => command.name() === 'completion')
  for (const argument of completion?.registeredArguments ?? []) {
    argument.description = t('cli.help.shell')
    argument.argParser(oneOf('shell', argument.argChoices ?? []))
  }
  if (completion === undefined) return
  withExamples(completion, terminal, ['eval "$(vigie completion bash)"'])
    .description(t('cli.help.completion'))
    .hook('postAction', (_, { args: [shell] }) => {
      if (shell === 'bash') process.stdout.write(`${BASH_FILES}\n`)
    })
}

/** The library's script for bash does not let the shell fall back on files, which its other scripts do. */
const BASH_FILES = 'complete -o default -F __vigie_complete vigie'

const NAMES_A_FILE = /<(file|folder)>/

/** Lets the shell complete what is a file or a folder by its name; of all words the library says that they are none. */
const offerFiles = (program: Command, words: RootCommand): void => {
  const { ShellCompDirectiveDefault, ShellCompDirectiveNoFileComp } = ShellCompDirective
  let isFile = false
  const itIsFile = () => {
    isFile = true
  }
  Object.defineProperty(words, 'directive', {
    get: () => (isFile ? ShellCompDirectiveDefault : ShellCompDirectiveNoFileComp),
    set: () => {},
  })
  const visit = (command: Command, name: string): void => {
    const known = words.commands.get(name)
    for (const argument of command.registeredArguments) {
      if (argument.name() === 'file') known?.argument('file', itIsFile, argument.variadic)
    }
    for (const { flags, long } of command.options) {
      const option = known?.options.get(long?.slice(2) ?? '')
      if (option !== undefined && NAMES_A_FILE.test(flags)) option.handler = itIsFile
    }
    for (const inner of command.commands) visit(inner, `${name} ${inner.name()}`.trim())
  }
  visit(program, '')
}
