import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'

/** `vigie completion bash|zsh|fish|powershell` prints the script; the library asks the program itself for the words. */
export const completionCommand = (program: Command, { terminal: { t } }: CliContext): void => {
  tab(program, { completionCommandName: 'completion' })
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description(t('cli.help.completion'))
    .addHelpText('after', `\n${t('cli.help.examples')}\n  $ eval "$(vigie completion bash)"`)
}
