import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'

/** Adds --json and examples to a command: every command has both. */
export const withExamples = (
  command: Command,
  { t }: Terminal,
  examples: readonly string[],
): Command =>
  command
    .option('--json', t('cli.help.json'))
    .addHelpText(
      'after',
      `\n${t('cli.help.examples')}\n${examples.map((one) => `  $ ${one}`).join('\n')}`,
    )
