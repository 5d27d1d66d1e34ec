import { describe, expect, it } from 'vitest'
import { formatter } from '../../src/base/format.ts'
import { OTHERS } from '../../src/base/others.ts'
import { narrowed, tableText } from '../../src/base/table.ts'
import { translator } from '../../src/base/text.ts'
import { type TrafficFigures, trafficTables } from '../../src/base/traffic-tables.ts'

const ip6 = '2001:0db8:aaaa:bbbb:cccc:dddd:eeee:ffff'
const other6 = '2001:0db8:1111:2222:3333:4444:5555:6666'
const ways = { sentPackets: 1, sentBytes: 600, receivedPackets: 2, receivedBytes: 400 }
const talk = { packetsAB: 3, bytesAB: 700, packetsBA: 1, bytesBA: 300 }

const figures: TrafficFigures = {
  totals: {
    intervals: 1,
    packets: 4,
    bytes: 1_000,
    kernelDrops: 0,
    truncated: 0,
    malformed: 0,
    flows: 1,
    peakBytesPerSecond: 0,
  },
  protocols: [
    { protocol: 'tcp', port: 443, packets: 3, bytes: 750 },
    { protocol: 'udp', port: 40_000, packets: 1, bytes: 150 },
    { protocol: 'icmp', port: 0, packets: 1, bytes: 50 },
    { protocol: OTHERS, port: 0, packets: 1, bytes: 50 },
  ],
  devices: [
    { mac: '02:00:00:00:00:01', address: ip6, ...ways },
    { mac: '', address: '', ...ways },
    { mac: OTHERS, address: '', ...ways },
  ],
  destinations: [
    { address: ip6, ...ways },
    { address: OTHERS, ...ways },
  ],
  conversations: [
    { a: '10.0.0.1', b: '10.0.0.2', ...talk },
    { a: ip6, b: other6, ...talk },
    { a: OTHERS, b: OTHERS, ...talk },
  ],
}

const tables = (language: 'en' | 'fr', some: TrafficFigures = figures) =>
  trafficTables(some, translator(language), formatter(language, 'UTC'))

const table = (title: string) => {
  const found = tables('en').find((one) => one.title === title)
  if (found === undefined) throw new Error(`no table ${title}`)
  return found
}

describe('a table that is too wide', () => {
  const left = { heading: 'Name', align: 'left' as const }
  const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length))
  const row = ['one two three four five six', 'seven eight nine ten eleven twelve']

  it('breaks its widest cells on the left, until it fits', () => {
    const table = { title: '', columns: [left, left], rows: [row] }
    for (const columnsMax of [60, 50, 40, 30, 26]) {
      expect(widthOf(tableText(narrowed(table, columnsMax)))).toBeLessThanOrEqual(columnsMax)
    }
    expect(narrowed(table, 63)).toBe(table)
  })

  it.each([
    ['whose widest column has a heading as wide', [{ ...left, heading: 'x'.repeat(40) }, left]],
    [
      'without a column on the left',
      [
        { ...left, align: 'right' as const },
        { ...left, align: 'right' as const },
      ],
    ],
  ])('%s gets as narrow as it can, and no further', (_, columns) => {
    const text = tableText(narrowed({ title: '', columns, rows: [row] }, 20))
    expect(text.replaceAll(/\s+/g, '')).toHaveLength(
      [...columns.map(({ heading }) => heading), ...row].join('').replaceAll(' ', '').length,
    )
  })
})

describe('a table as text', () => {
  const columns = [
    { heading: 'Name', align: 'left' as const },
    { heading: 'Bytes', align: 'right' as const },
  ]

  it('lines up names on the left and figures on the right, without trailing blanks', () => {
    const rows = [
      ['eth0', '5'],
      ['a', '12345678'],
    ]
    expect(tableText({ columns, rows })).toBe(
      ['Name     Bytes', 'eth0         5', 'a     12345678'].join('\n'),
    )
  })

  it('gives a cell with two lines two lines, and the others of the row the first', () => {
    expect(tableText({ columns, rows: [['a\nb', '1']] }).split('\n')).toEqual([
      'Name  Bytes',
      'a         1',
      'b',
    ])
  })

  it('is its headings where there are no rows', () => {
    expect(tableText({ columns, rows: [] })).toBe('Name  Bytes')
  })

  it('measures letters as people see them', () => {
    const lines = tableText({
      columns,
      rows: [
        ['é', '1'],
        ['字', '1'],
      ],
    }).split('\n')
    expect(lines.map((line) => line.indexOf('1'))).toEqual([-1, 10, 9])
  })
})

describe.each(['en', 'fr'] as const)('the tables of some traffic, in %s', (language) => {
  it('fit 80 columns with the longest IPv6 addresses', () => {
    for (const one of tables(language)) {
      for (const line of tableText(one).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(80)
    }
  })

  it('leave out a list that is empty', () => {
    expect(tables(language, { ...figures, devices: [], conversations: [] })).toHaveLength(2)
    expect(
      tables(language, {
        ...figures,
        protocols: [],
        devices: [],
        destinations: [],
        conversations: [],
      }),
    ).toEqual([])
  })

  it('call the others by a word of the language, and never by their key where that differs', () => {
    const word = translator(language)('traffic.others')
    for (const one of tables(language)) expect(one.rows.at(-1)?.join(' ')).toContain(word)
  })

  it('say no share where there is nothing to share', () => {
    const empty = { ...figures, totals: { ...figures.totals, bytes: 0 } }
    expect(JSON.stringify(tables(language, empty))).not.toMatch(/NaN|Infinity|∞/)
  })
})

describe('the tables of some traffic', () => {
  it('come in the order in which people ask: what, who, where to, with whom', () => {
    expect(tables('en').map(({ title }) => title)).toEqual([
      'Protocols',
      'Devices',
      'Destinations',
      'Conversations',
    ])
  })

  it('name the service that usually answers at a port', () => {
    expect(table('Protocols').rows.map(([name]) => name)).toEqual([
      'tcp 443 https',
      'udp 40000',
      'icmp',
      '(others)',
    ])
  })

  it('show a dash for what no frame has shown, and nothing beside the others', () => {
    const names = table('Devices').rows.map(([address, mac]) => [address, mac])
    expect(names.slice(1)).toEqual([
      ['–', '–'],
      ['(others)', ''],
    ])
  })

  it('put two short ends of a conversation side by side, two long ones below each other', () => {
    expect(table('Conversations').rows.map(([between]) => between)).toEqual([
      '10.0.0.1 → 10.0.0.2',
      `${ip6}\n→ ${other6}`,
      '(others)',
    ])
  })
})
