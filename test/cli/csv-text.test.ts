import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable } from '../../src/base/lines.ts'
import { type Cell, csvText } from '../../src/cli/csv-text.ts'

const textOf = async (pieces: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = ''
  for await (const piece of pieces) text += Buffer.from(piece).toString('utf8')
  return text
}

const columns = {
  a: (row: readonly Cell[]) => row[0] ?? null,
  b: (row: readonly Cell[]) => row[1] ?? null,
}
const csv = (...rows: (readonly Cell[])[]) => textOf(csvText(columns, rows))

/** Reads what RFC 4180 describes, as its grammar has it. */
const parsed = (text: string): string[][] => {
  const rows: string[][] = []
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  let row: string[] = []
  while (cells.lastIndex < text.length) {
    const match = cells.exec(text)
    if (match === null) throw new Error('not RFC 4180')
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

describe('a CSV file', () => {
  it('has a header row, lines that end as RFC 4180 says, and nothing where nothing is known', async () => {
    expect(await csv(['tcp', 443], [null, true])).toBe('a,b\r\ntcp,443\r\n,true\r\n')
    expect(await csv()).toBe('a,b\r\n')
  })

  it('quotes what would be read as more than one cell', async () => {
    expect(await csv(['a,b', 'say "x"'])).toBe('a,b\r\n"a,b","say ""x"""\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r\n=1', '=HYPERLINK("http://x","y")'])(
    'holds no formula where the network said %j',
    async (text) => {
      const [, [cell = '']] = parsed(await csv([text, 0])) as [string[], string[]]
      expect(cell).toBe(`'${printable(text)}`)
    },
  )

  it('leaves numbers numbers, also below zero', async () => {
    expect(await csv([-5, 1.5])).toBe('a,b\r\n-5,1.5\r\n')
  })

  it('is read back as it was, whatever the network said', async () => {
    const cell = fc.string({ unit: 'grapheme' })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell)), async (rows) => {
        const [, ...read] = parsed(await csv(...rows))
        expect(read.map((row) => row.map((one) => one.replace(/^'(?=\s*[=+\-@])/, '')))).toEqual(
          rows.map((row) => row.map((one) => printable(one).replace(/^'(?=\s*[=+\-@])/, ''))),
        )
      }),
    )
  })

  it('is made in pieces, as it is taken', async () => {
    let made = 0
    const rows = {
      *[Symbol.iterator]() {
        for (; made < 100_000; made++) yield ['x'.repeat(50), made] as const
      },
    }
    const pieces = csvText(columns, rows)
    const first = await pieces.next()
    expect(first.value?.length).toBeLessThan(70_000)
    expect(made).toBeLessThan(2_000)
  })
})
