import type { Option } from 'commander'
import type { Terminal } from '../terminal.ts'
import { numberOption } from './number-option.ts'

const LIMIT_DEFAULT = 20
const LIMIT_MAX = 1_000

/** How many rows a list shows, the same for every list. */
export const limitOption = (terminal: Terminal): Option =>
  numberOption(terminal, '-n, --limit <n>', 'cli.help.limit', { min: 1, max: LIMIT_MAX }).default(
    LIMIT_DEFAULT,
  )
