import type { Column } from '../base/table.ts'
import { jsonLine } from './json-output.ts'
import type { JsonOption } from './options/json-option.ts'
import type { Terminal } from './terminal.ts'

type RowList<Row> = {
  /** What the rows are called in JSON, as in the API's answer. */
  readonly name: string
  readonly rows: readonly Row[]
  /** The sentence where there is none. */
  readonly none: string
  /** By heading. */
  readonly columns: readonly (readonly [
    heading: string,
    text: (row: Row) => string,
    align?: Column['align'],
  ])[]
}

/** A list as all lists are shown: one object for programs; for people a table, or a sentence where there is nothing to list. */
export const printRows = <Row>(
  { t, print, table }: Terminal,
  { json, limit }: JsonOption & { readonly limit?: number },
  { name, rows, none, columns }: RowList<Row>,
): void => {
  if (json) print(jsonLine({ [name]: rows }))
  else if (rows.length === 0) print(none)
  else {
    table({
      columns: columns.map(([heading, , align = 'left']) => ({ heading, align })),
      rows: rows.map((row) => columns.map(([, text]) => text(row))),
    })
    if (rows.length === limit) print(t('cli.limited', { limit }))
  }
}
