import { Option } from 'commander'
import { wholeNumber } from '../numbers.ts'
import type { Terminal } from '../terminal.ts'

const TOP_DEFAULT = 10
export const TOP_MAX = 1_000

/** How many rows of each list are shown, the same for captures and for files. */
export const topOption = ({ t }: Terminal): Option =>
  new Option('--top <n>', t('cli.help.top'))
    .argParser(wholeNumber('--top', 1, TOP_MAX))
    .default(TOP_DEFAULT)
