import { Command, CommanderError } from 'commander'
import { addCommands } from './commands/index.ts'
import type { CliContext } from './context.ts'
import { reportFailure } from './failure-report.ts'
import type { Terminal } from './terminal.ts'
import { usageFailure } from './usage-failure.ts'

/** What commander ends with when it only showed help or a version. */
const SHOWN = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version'])

/** `vigie` without its verbs: what they inherit. `writeErr` is given what commander would write to standard error. */
export const createProgram = (
  { terminal, version }: Pick<CliContext, 'terminal' | 'version'>,
  writeErr: (text: string) => void,
): Command => {
  const program = new Command('vigie')
    .description(terminal.t('cli.help.program'))
    .version(version, '-V, --version', terminal.t('cli.help.version'))
    .showHelpAfterError(false)
    .enablePositionalOptions() // a command below another one may have options of the same names
    .configureOutput({ writeErr })
    .exitOverride()
  return translateHelp(program, terminal)
}

/** The command line: parses `argv` (without node and script), runs the command, and returns the exit status. */
export const runProgram = async (
  argv: readonly string[],
  context: CliContext,
): Promise<0 | 1 | 2> => {
  const { terminal } = context
  let shown = ''
  const program = createProgram(context, (text) => {
    shown += text
  })
  await addCommands(program, context, argv[0])
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return process.exitCode === 1 || process.exitCode === 2 ? process.exitCode : 0
  } catch (thrown) {
    const json = argv.includes('--json')
    if (!(thrown instanceof CommanderError)) return reportFailure(terminal, thrown, json)
    if (SHOWN.has(thrown.code)) {
      if (thrown.exitCode === 0) return 0
      terminal.note(shown.trimEnd()) // a verb without its noun: what there is to choose from
      return 2
    }
    const failure = await usageFailure(thrown, commandIn(program, argv))
    return reportFailure(terminal, failure ?? thrown, json)
  }
}

/** The command that was meant, as its help is asked for. */
const commandIn = (command: Command, [word, ...words]: readonly string[]): string => {
  const below = command.commands.find((one) => one.name() === word)
  return below === undefined ? command.name() : `${command.name()} ${commandIn(below, words)}`
}

/** Commander writes its help in English; its headings and defaults are put into the reader's language. */
const translateHelp = (program: Command, { t }: Terminal): Command => {
  const titles: { readonly [title: string]: string } = {
    'Usage:': t('cli.help.usageTitle'),
    'Arguments:': t('cli.help.argumentsTitle'),
    'Options:': t('cli.help.optionsTitle'),
    'Commands:': t('cli.help.commandsTitle'),
  }
  return program
    .helpOption('-h, --help', t('cli.help.help'))
    .helpCommand('help [command]', t('cli.help.help'))
    .configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      argumentDescription: ({ description }) => description,
      optionDescription: ({ description, defaultValue, defaultValueDescription }) => {
        const value = defaultValueDescription ?? defaultValue
        return value === undefined
          ? description
          : `${description} (${t('cli.help.default', { value: String(value) })})`
      },
    })
}
