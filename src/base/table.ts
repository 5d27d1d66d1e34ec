import CliTable from 'cli-table3'
import { wrapped } from './lines.ts'

/** A table before it has a medium: the terminal, the plain-text mail and the HTML mail show the same one. */
export type Table = {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
}

export type TitledTable = Table & { readonly title: string }

export type Column = { readonly heading: string; readonly align: 'left' | 'right' }

const GAP = '  '

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
}

/** A column that gives way keeps at least so many letters. */
const WIDTH_MIN = 12

/** The rows and headings of a table as lines of plain text, without headings where all are empty. */
export const tableText = ({ columns, rows }: Table): string => {
  const headings = columns.map(({ heading }) => heading)
  const table = new CliTable({
    head: headings.some((heading) => heading !== '') ? headings : [],
    colAligns: columns.map(({ align }) => align),
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) table.push([...row])
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/**
 * The table with its widest cells on the left broken into lines, so that as text it is at most `columnsMax` letters wide if it can be:
 * headings stay whole.
 */
export const narrowed = (table: Table, columnsMax: number): Table => {
  const givesWay = new Set(table.columns.keys().filter((at) => table.columns[at]?.align === 'left'))
  let narrow = table
  for (;;) {
    const widths = table.columns.map((_, at) => columnWidth(narrow, at))
    const total = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1))
    const [widest] = [...givesWay].sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))
    if (total <= columnsMax || widest === undefined) return narrow
    const before = widths[widest] ?? 0
    const width = Math.max(WIDTH_MIN, before - (total - columnsMax))
    const rows = narrow.rows.map((row) =>
      row.map((cell, at) => (at === widest ? wrapped(cell, width).join('\n') : cell)),
    )
    const next = { ...narrow, rows }
    if (columnWidth(next, widest) < before) narrow = next
    else givesWay.delete(widest)
  }
}

const columnWidth = ({ columns, rows }: Table, at: number): number =>
  Math.max(columns[at]?.heading.length ?? 0, ...rows.map((row) => cellWidth(row[at] ?? '')))

const cellWidth = (cell: string): number => Math.max(...cell.split('\n').map((line) => line.length))
