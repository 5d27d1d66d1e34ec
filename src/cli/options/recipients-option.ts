import { Option } from 'commander'
import type { Terminal } from '../terminal.ts'
import { collected } from './option-value.ts'

/** Whom a report is mailed to. */
export const recipientsOption = ({ t }: Terminal): Option =>
  new Option('--to <address>', t('cli.help.to')).argParser(collected)
