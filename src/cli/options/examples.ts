import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'

/** Ends the help of a command with examples of its use. */
export const withExamples = (
  command: Command,
  { t }: Terminal,
  examples: readonly string[],
): Command =>
  command.addHelpText(
    'after',
    `\n${t('cli.help.examples')}\n${examples.map((one) => `  $ ${one}`).join('\n')}`,
  )
