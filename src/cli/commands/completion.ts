import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'

/** `vigie complete bash|zsh|fish|powershell` prints the script; the library asks the program itself for the words. */
export const completionCommand = (program: Command, _: CliContext): void => {
  tab(program, { completionCommandName: 'completion' })
}
