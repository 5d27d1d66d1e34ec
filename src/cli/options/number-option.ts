import { Argument, Option } from 'commander'
import type { TextKey } from '../../base/text.ts'
import type { Terminal } from '../terminal.ts'
import { wholeNumber } from './option-value.ts'

/** What a number may be, both ends included. */
export type Range = { readonly min: number; readonly max: number }

/** An option that takes a whole number. Its help ends with the range. */
export const numberOption = (
  terminal: Terminal,
  flags: string,
  says: TextKey,
  range: Range,
): Option => {
  const option = new Option(flags, withRange(terminal, says, range))
  return option.argParser(wholeNumber(option.long ?? flags, range.min, range.max))
}

/** The same as an argument. */
export const numberArgument = (
  terminal: Terminal,
  name: string,
  says: TextKey,
  range: Range,
): Argument =>
  new Argument(`<${name}>`, withRange(terminal, says, range)).argParser(
    wholeNumber(name, range.min, range.max),
  )

const withRange = ({ t }: Terminal, says: TextKey, { min, max }: Range): string =>
  t('cli.help.range', { what: t(says), min, max })
