import { Command, CommanderError } from 'commander'
import { Failure } from '../base/failure.ts'
import type { CliContext } from './context.ts'
import { reportFailure } from './failure-report.ts'
import type { Terminal } from './terminal.ts'

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
  await addVerbs(program, context, argv[0])
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return process.exitCode === 1 || process.exitCode === 2 ? process.exitCode : 0
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) {
      return reportFailure(terminal, thrown, argv.includes('--json'))
    }
    if (SHOWN.has(thrown.code)) {
      if (thrown.exitCode === 0) return 0
      terminal.note(shown.trimEnd()) // a verb without its noun: what there is to choose from
      return 2
    }
    return reportUsage(program, context, argv, thrown)
  }
}

/** Files are analysed without the daemon, and often many of them: that verb waits for none of what the others need. */
const addVerbs = async (
  program: Command,
  context: CliContext,
  verb: string | undefined,
): Promise<void> => {
  if (verb === 'analyze') {
    const { analyzeCommand } = await import('./commands/analyze.ts')
    analyzeCommand(program, context)
  } else {
    const { addCommands } = await import('./commands/index.ts')
    addCommands(program, context)
  }
}

/** Commander takes a negative number for an option where a command has subcommands: it is the number that is wrong. */
const NEGATIVE = /'(-\d[^']*)'/

/** What commander found wrong, in the reader's language, with where to read how the command is used. */
const reportUsage = async (
  program: Command,
  { terminal }: CliContext,
  argv: readonly string[],
  { code, message }: CommanderError,
): Promise<1 | 2> => {
  const { t } = terminal
  const value = NEGATIVE.exec(message)?.[1]
  if (code === 'commander.unknownOption' && value !== undefined) {
    const api = await import('../web/api/captures.ts')
    const [min, max] = [api.CAPTURE_SECONDS_MIN, api.CAPTURE_SECONDS_MAX]
    const failure = new Failure('NUMBER_OUT_OF_RANGE', { argument: 'seconds', value, min, max })
    return reportFailure(terminal, failure, argv.includes('--json'))
  }
  const word = /'([^']*)'/.exec(message)?.[1] ?? ''
  const kind = usageKinds.find((one) => `commander.${one}` === code)
  const problem =
    kind === undefined ? message.replace(/^error: /, '') : t(`cli.usageProblems.${kind}`, { word })
  const known = program.commands.find((command) => command.name() === argv[0])
  const command = known === undefined ? 'vigie' : `vigie ${known.name()}`
  terminal.note(terminal.bad(`vigie: ${t('cli.usage', { problem, command })}`))
  return 2
}

const usageKinds = [
  'unknownOption',
  'unknownCommand',
  'missingArgument',
  'optionMissingArgument',
  'missingMandatoryOptionValue',
  'excessArguments',
] as const

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
      optionDescription: ({ description, defaultValue }) =>
        defaultValue === undefined
          ? description
          : `${description} (${t('cli.help.default', { value: String(defaultValue) })})`,
    })
}
