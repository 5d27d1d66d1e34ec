import { Option } from 'commander'
import { wholeNumber } from '../numbers.ts'
import type { Terminal } from '../terminal.ts'

const LIMIT_DEFAULT = 20
const LIMIT_MAX = 1_000

/** How many rows a list shows, the same for every list. */
export const limitOption = ({ t }: Terminal): Option =>
  new Option('-n, --limit <n>', t('cli.help.limit'))
    .argParser(wholeNumber('--limit', 1, LIMIT_MAX))
    .default(LIMIT_DEFAULT)
