import { printable } from '../base/lines.ts'

export type Cell = string | number | boolean | null

/** How the columns of a file are called, and where in a row their cells come from. */
export type Columns<Row> = { readonly [heading: string]: (row: Row) => Cell }

/** Rows are handed on together once they have about so many letters. */
const PIECE_LENGTH = 65_536

/** A table as RFC 4180 has it, in UTF-8, with a header row: pieces of it, made as they are taken. */
export async function* csvText<Row>(
  columns: Columns<Row>,
  rows: Iterable<Row>,
): AsyncGenerator<Uint8Array> {
  const cells = Object.values(columns)
  let piece = csvLine(Object.keys(columns))
  for (const row of rows) {
    piece += csvLine(cells.map((cell) => cell(row)))
    if (piece.length < PIECE_LENGTH) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(piece)
}

const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** What a spreadsheet takes for a formula: names come from the network, and a formula could send what it stands beside to somebody. */
const FORMULA = /^\s*[=+\-@]/
const NEEDS_QUOTES = /[",]/

const csvCell = (cell: Cell): string => {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = printable(cell)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
