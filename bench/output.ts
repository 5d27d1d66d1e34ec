import { wrapped } from '../src/base/lines.ts'
import { narrowed, type TitledTable, tableText } from '../src/base/table.ts'
import { type Bench, type Figure, type Findings, isSkipped, ratioOf } from './figure.ts'
import type { Spread } from './spread.ts'

const COLUMNS_MAX = 80

/** The findings of a bench as a table with its notes, for a person. */
export const textOf = (bench: Bench, { figures, notes }: Findings): string => {
  const measured = figures.filter((line): line is Figure => !isSkipped(line))
  const table: TitledTable = {
    title: `${bench.name}: ${bench.title}`,
    columns: [
      { heading: '', align: 'left' },
      { heading: 'Vigie', align: 'right' },
      { heading: 'spread', align: 'right' },
      { heading: 'beside', align: 'left' },
      { heading: '', align: 'right' },
      { heading: 'spread', align: 'right' },
      { heading: 'ratio', align: 'right' },
    ],
    rows: measured.map(row),
  }
  const skipped = figures
    .filter(isSkipped)
    .map(({ what, skipped: reason }) => `${what}: skipped, ${reason}`)
  const lines = [...skipped, ...notes].flatMap((note) => wrapped(note, COLUMNS_MAX))
  const body = measured.length === 0 ? [] : [tableText(narrowed(table, COLUMNS_MAX))]
  return [table.title, ...body, ...lines, ''].join('\n')
}

/** The same as one JSON object a line, for a program. */
export const jsonOf = (bench: Bench, { figures, notes }: Findings): string =>
  [
    ...figures.map((line) => {
      if (isSkipped(line)) return { bench: bench.name, ...line }
      const ratio = ratioOf(line)
      return { bench: bench.name, ...line, ...(ratio === undefined ? {} : { ratio }) }
    }),
    ...notes.map((note) => ({ bench: bench.name, note })),
  ]
    .map((line) => JSON.stringify(line))
    .join('\n')

const row = (figure: Figure): readonly string[] => {
  const { what, unit, vigie, beside } = figure
  const ratio = ratioOf(figure)
  return [
    `${what}, ${unit}`,
    number(vigie.median),
    range(vigie),
    beside?.name ?? '',
    beside === undefined ? '' : number(beside.spread.median),
    beside === undefined ? '' : range(beside.spread),
    ratio === undefined || !Number.isFinite(ratio) ? '' : ratio.toFixed(2),
  ]
}

const range = ({ low, high }: Spread): string => `${short(low)}-${short(high)}`

const number = (value: number): string => {
  if (value === 0) return '0'
  if (value >= 100) return Math.round(value).toLocaleString('en-GB')
  return value.toPrecision(3)
}

const short = (value: number): string =>
  value >= 10_000 ? `${Math.round(value / 1_000)}k` : number(value)
