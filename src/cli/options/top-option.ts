import type { Option } from 'commander'
import type { Terminal } from '../terminal.ts'
import { numberOption } from './number-option.ts'

const TOP_DEFAULT = 10
export const TOP_MAX = 1_000

/** How many rows of each list are shown, the same for captures and for files. */
export const topOption = (terminal: Terminal): Option =>
  numberOption(terminal, '--top <n>', 'cli.help.top', { min: 1, max: TOP_MAX }).default(TOP_DEFAULT)
