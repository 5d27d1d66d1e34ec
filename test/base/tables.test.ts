import { describe, expect, it } from 'vitest'
import { formatter } from '../../src/base/format.ts'
import { narrowed, tableText } from '../../src/base/table.ts'
import { translator } from '../../src/base/text.ts'
import { OTHERS } from '../../src/base/traffic/others.ts'
import { NONE_APART } from '../../src/base/traffic/traffic-apart.ts'
import { NO_DNS, NO_TCP } from '../../src/base/traffic/traffic-health.ts'
import { type TrafficFigures, trafficTables } from '../../src/base/traffic/traffic-tables.ts'

const ip6 = '2001:0db8:aaaa:bbbb:cccc:dddd:eeee:ffff'
const other6 = '2001:0db8:1111:2222:3333:4444:5555:6666'
const ways = { sentPackets: 1, sentBytes: 600, receivedPackets: 2, receivedBytes: 400 }
const talk = { packetsAB: 3, bytesAB: 700, packetsBA: 1, bytesBA: 300 }

const PI = 'Raspberry Pi (Trading) Ltd'
const LONGEST_VENDOR = 'Wuhan Guanggu Optoelectronic Information Communication Equipment'
const device = (some: Partial<TrafficFigures['devices'][number]>) => ({
  mac: '',
  address: '',
  name: '',
  vendor: '',
  random: false,
  firstAt: null,
  lastAt: null,
  ...ways,
  ...some,
})

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
  apart: NONE_APART,
  tcp: {
    connections: 40,
    unanswered: 2,
    refused: 1,
    retransmissions: 1_234,
    fastRetransmissions: 12,
    outOfOrder: 0,
    duplicateAcks: 5,
    zeroWindows: 0,
    resets: 3,
    handshakes: 4,
    serverUs: 93_600,
    clientUs: 4_800,
  },
  dns: { questions: 20, answers: 16, nameErrors: 4, failures: 0, timed: 8, latencyUs: 98_400 },
  protocols: [
    { protocol: 'tcp', port: 443, application: 'tls', packets: 3, bytes: 700 },
    { protocol: 'tcp', port: 443, application: '', packets: 3, bytes: 50 },
    { protocol: 'udp', port: 40_000, application: '', packets: 1, bytes: 150 },
    { protocol: 'icmp', port: 0, application: '', packets: 1, bytes: 50 },
    { protocol: OTHERS, port: 0, application: '', packets: 1, bytes: 50 },
  ],
  devices: [
    device({ mac: '02:00:00:00:00:01', address: ip6, name: 'n'.repeat(64), random: true }),
    device({
      mac: 'b8:27:eb:00:00:01',
      address: '10.0.0.5',
      name: 'attic-pi',
      vendor: PI,
      firstAt: Date.UTC(2026, 11, 28, 10),
      lastAt: Date.UTC(2026, 11, 30, 10),
    }),
    device({
      mac: 'b8:27:eb:00:00:01',
      address: '10.0.0.4',
      vendor: PI,
      firstAt: Date.UTC(2026, 11, 31, 10),
      lastAt: Date.UTC(2026, 11, 31, 23),
    }),
    device({ mac: '00:00:5e:00:53:01', address: '10.0.0.6', vendor: LONGEST_VENDOR }),
    device({ mac: '00:00:5e:00:53:02', name: 'silent' }),
    device({}),
    device({ mac: OTHERS }),
  ],
  destinations: [
    { address: '192.0.2.1', name: 'www.example.org', ...ways },
    { address: ip6, name: `${'a'.repeat(63)}.${'b'.repeat(63)}.example.org`, ...ways },
    { address: ip6, name: '', ...ways },
    { address: OTHERS, name: '', ...ways },
  ],
  conversations: [
    { a: '10.0.0.1', b: '10.0.0.2', ...talk },
    { a: ip6, b: other6, ...talk },
    { a: OTHERS, b: OTHERS, ...talk },
  ],
  details: [
    { application: 'sixteen-letters-', detail: 'twenty-four-letters-long', count: 123_456_789 },
    { application: 'tls', detail: '1.3', count: 17 },
    { application: OTHERS, detail: '', count: 2 },
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
    const text = tableText(narrowed({ columns, rows: [row] }, 20))
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

  it('has no line for headings that are all empty', () => {
    const unnamed = columns.map((column) => ({ ...column, heading: '' }))
    expect(tableText({ columns: unnamed, rows: [['eth0', '5']] })).toBe('eth0  5')
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

  it('leave out a list that is empty, and health that nothing was seen of', () => {
    expect(tables(language, { ...figures, devices: [], conversations: [] })).toHaveLength(5)
    expect(
      tables(language, {
        ...figures,
        protocols: [],
        devices: [],
        destinations: [],
        conversations: [],
        details: [],
        tcp: NO_TCP,
        dns: NO_DNS,
      }),
    ).toEqual([])
  })

  it('call the others by a word of the language, and never by their key where that differs', () => {
    const word = translator(language)('traffic.others')
    const lists = tables(language).filter(({ columns }) => columns[0]?.heading !== '')
    expect(lists).toHaveLength(5)
    for (const one of lists) expect(one.rows.at(-1)?.join(' ')).toContain(word)
  })

  it('say no share where there is nothing to share', () => {
    const empty = {
      ...figures,
      totals: { ...figures.totals, bytes: 0 },
      tcp: { ...NO_TCP, unanswered: 2, serverUs: 1 },
      dns: { ...NO_DNS, failures: 1, latencyUs: 1 },
    }
    expect(JSON.stringify(tables(language, empty))).not.toMatch(/NaN|Infinity|∞/)
  })
})

describe('the tables of some traffic', () => {
  it('come in the order in which people ask: what, who, where to, with whom, how well', () => {
    expect(tables('en').map(({ title }) => title)).toEqual([
      'Protocols',
      'Devices',
      'Destinations',
      'Conversations',
      'Connections (TCP)',
      'Name resolution (DNS)',
      'What was said',
    ])
  })

  it('name the service that usually answers at a port where nobody knows what was said', () => {
    expect(table('Protocols').rows.map((row) => row.slice(0, 2))).toEqual([
      ['tls', 'tcp 443'],
      ['–', 'tcp 443 https'],
      ['–', 'udp 40000'],
      ['–', 'icmp'],
      ['(others)', ''],
    ])
  })

  it('name devices first, then their address, and their maker below their MAC', () => {
    expect(table('Devices').rows.map((row) => row.slice(0, 2))).toEqual([
      [`${'n'.repeat(39)}\n${'n'.repeat(25)}\n${ip6}`, '02:00:00:00:00:01\nrandom MAC'],
      [
        'attic-pi (10.0.0.5)\n28 Dec 2026, 10:00:00 to 30 Dec 2026,\n10:00:00',
        'b8:27:eb:00:00:01\nRaspberry Pi',
      ],
      ['10.0.0.4\n31 Dec 2026, 10:00:00 to 23:00:00', 'b8:27:eb:00:00:01\nRaspberry Pi'],
      [
        '10.0.0.6',
        '00:00:5e:00:53:01\nWuhan Guanggu\nOptoelectronic\nInformation\nCommunication\nEquipment',
      ],
      ['silent', '00:00:5e:00:53:02'],
      ['–', '–'],
      ['(others)', ''],
    ])
  })

  it('show a destination by the name that was asked for, its address beside or below it', () => {
    const cells = table('Destinations').rows.map(([cell]) => cell)
    expect(cells[0]).toBe('www.example.org (192.0.2.1)')
    expect(cells[1]).toMatch(/^a{42}\na{21}\.b{20}\nb{42}\nb\.example\.org\n2001:0db8:[^\n]*$/)
    expect(cells.slice(2)).toEqual([ip6, '(others)'])
  })

  it('let no name forge a line or steer a terminal', () => {
    const hostile = '\r\n(others)  \u001b[2J\u202e'
    const [row] = figures.devices
    const shown = tables('en', {
      ...figures,
      devices: row === undefined ? [] : [{ ...row, address: '10.0.0.1', name: hostile }],
      destinations: [{ address: '192.0.2.1', name: hostile, ...ways }],
      details: [{ application: 'http', detail: hostile, count: 1 }],
    })
    for (const title of ['Devices', 'Destinations', 'What was said']) {
      const text = tableText(shown.find((one) => one.title === title) ?? table(title))
      expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
      expect(text).not.toMatch(/^\(others\)/m)
    }
  })

  it('tell how well connections went, in counts, shares and averages, and leave out what never happened', () => {
    expect(table('Connections (TCP)').rows).toEqual([
      ['Connections tried', '40'],
      ['Never answered', '2 (5%)'],
      ['Refused', '1 (2.5%)'],
      ['Servers answered within, on average', '23.4 ms'],
      ['Clients answered within, on average', '1.2 ms'],
      ['Segments sent again', '1,234'],
      ['of these because the other side asked', '12'],
      ['Duplicate acknowledgements', '5'],
      ['Connections broken off (resets)', '3'],
    ])
    expect(table('Name resolution (DNS)').rows).toEqual([
      ['Questions', '20'],
      ['Answers', '16'],
      ['Answered within, on average', '12.3 ms'],
      ['The name does not exist', '4 (25%)'],
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
