import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { withExamples } from './examples.ts'

/** What every command has that answers something. */
export type JsonOption = { readonly json?: boolean }

/** Ends a command that answers: --json after all of its other options, then examples. `prints` says what is printed where that is not one object. */
export const withJsonAndExamples = (
  command: Command,
  terminal: Terminal,
  examples: readonly string[],
  prints: string = terminal.t('cli.help.json'),
): Command => withExamples(command.option('--json', prints), terminal, examples)
