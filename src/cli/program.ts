import { Command, CommanderError } from 'commander'
import { addCommands } from './commands/index.ts'
import type { CliContext } from './context.ts'
import { reportFailure } from './failure-report.ts'

/** What commander ends with when it only showed help or a version. */
const SHOWN = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version'])

/** The command line: parses `argv` (without node and script), runs the command, and returns the exit status. */
export const runProgram = async (
  argv: readonly string[],
  context: CliContext,
): Promise<0 | 1 | 2> => {
  const { terminal, version } = context
  const program = new Command('vigie')
    .description(terminal.t('cli.help.program'))
    .version(version)
    .showHelpAfterError(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
  addCommands(program, context)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return process.exitCode === 1 || process.exitCode === 2 ? process.exitCode : 0
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) {
      return reportFailure(terminal, thrown, argv.includes('--json'))
    }
    if (SHOWN.has(thrown.code)) {
      if (thrown.exitCode !== 0) terminal.note(program.helpInformation())
      return thrown.exitCode === 0 ? 0 : 2
    }
    const problem = thrown.message.replace(/^error: /, '')
    const command = argv.find((word) => !word.startsWith('-')) ?? ''
    terminal.note(terminal.bad(`vigie: ${terminal.t('cli.usage', { problem, command })}`))
    return 2
  }
}
