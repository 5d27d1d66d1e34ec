import { styleText } from 'node:util'
import { type Format, formatter, machineTimeZone } from '../base/format.ts'
import { wrapped } from '../base/lines.ts'
import { narrowed, type Table, type TitledTable, tableText } from '../base/table.ts'
import { type Language, type Translate, translator } from '../base/text.ts'

/** Where a command writes: answers to standard output, everything else to standard error. */
export type Terminal = {
  readonly language: Language
  readonly t: Translate
  readonly format: Format
  /** A line of the answer. */
  readonly print: (line?: string) => void
  /** A line beside the answer: hints, progress, failures. On a terminal it is broken between words. */
  readonly note: (line: string) => void
  readonly table: (table: Table | TitledTable) => void
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  /** Whether standard error is a terminal, where a line may be drawn again. */
  readonly live: boolean
  readonly columns: number
  /** Whether the blocks ▁ to █ are seen as what they are. */
  readonly hasBlocks: boolean
}

const DEFAULT_COLUMNS = 80

/** Colours only on a terminal, and never with NO_COLOR: `styleText` knows both, asked about the stream. */
export const createTerminal = (language: Language): Terminal => {
  const style =
    (format: Parameters<typeof styleText>[0], stream: NodeJS.WriteStream) => (text: string) =>
      styleText(format, text, { stream })
  const print = (line = '') => void process.stdout.write(`${line}\n`)
  const bold = style('bold', process.stdout)
  return {
    language,
    t: translator(language),
    format: formatter(language, machineTimeZone()),
    print,
    note: (line) => {
      const lines = process.stderr.isTTY ? wrapped(line, process.stderr.columns) : [line]
      process.stderr.write(`${lines.join('\n')}\n`)
    },
    table: (table) => {
      if ('title' in table) print(bold(table.title))
      // Into a file or another program it goes whole.
      print(tableText(process.stdout.isTTY ? narrowed(table, process.stdout.columns) : table))
    },
    bold,
    dim: style('dim', process.stdout),
    good: style('green', process.stdout),
    bad: style('red', process.stderr),
    live: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? DEFAULT_COLUMNS,
    hasBlocks: showsBlocks(process.env),
  }
}

/**
 * A locale that is named says its characters; one that is not is taken for UTF-8, as everywhere here. The fonts of the kernel's console
 * have few blocks, and a terminal that calls itself dumb promises nothing.
 */
export const showsBlocks = (environment: {
  readonly [name: string]: string | undefined
}): boolean => {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || ''
  const terminal = environment['TERM'] ?? ''
  return (locale === '' || /utf-?8/i.test(locale)) && !['dumb', 'linux'].includes(terminal)
}
