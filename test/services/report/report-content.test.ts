import { describe, expect, it } from 'vitest'
import type { Gap } from '../../../src/services/capture/index.ts'
import { composeReport } from '../../../src/services/report/report-content.ts'
import type { ReportFigures } from '../../../src/services/report/report-figures.ts'
import { figuresOf, from, nothing } from './report-examples.ts'

const composed = (figures: ReportFigures, language: 'en' | 'fr' = 'en') =>
  composeReport(figures, { name: 'attic', language, timeZone: 'UTC' })

const gap = { gaps: [{ from: from + 10_000, to: from + 30_000, cause: 'down' as const }] }
const gone = {
  state: 'failed' as const,
  failure: { code: 'INTERFACE_GONE' as const, values: { interface: 'eth0' } },
}

describe('the report of a file', () => {
  const file = { interface: '', file: 'lab\u001b[31m.pcapng', countedMs: 1_500, plannedMs: 2_000 }

  it('names the file in place of an interface, on one line', () => {
    const { tables } = composed(figuresOf(file))
    expect(tables[0]?.rows[0]?.slice(1, 4)).toEqual(['lab [31m.pcapng', '10:00:00', '1.5 s'])
    const piped = composed(figuresOf({ ...file, file: '-' }), 'fr')
    expect(piped.tables[0]?.rows[0]?.[1]).toBe('Entrée standard')
  })

  it('says nothing of what the kernel dropped, which no file tells', () => {
    const names = (figures: ReportFigures) => composed(figures).totals.map(([name]) => name)
    expect(names(figuresOf({}))).toContain('Dropped by the kernel')
    expect(names(figuresOf(file))).not.toContain('Dropped by the kernel')
  })
})

/** What each state of a capture says, in both languages. */
const states: readonly (readonly [string, ReportFigures, RegExp, RegExp])[] = [
  [
    'is still running',
    figuresOf({ state: 'running' }),
    /c00000000001 is still running/,
    /tourne encore/,
  ],
  [
    'has not begun',
    figuresOf({ state: 'waiting', startedAt: null, sensor: 'lab2' }),
    /has not begun yet: it waits for sensor lab2/,
    /n’a pas encore commencé : elle attend la sonde lab2/,
  ],
  [
    'was stopped',
    figuresOf({ state: 'stopped' }),
    /was stopped before its time/,
    /arrêtée avant son terme/,
  ],
  [
    'comes from a file that breaks off',
    figuresOf({ file: 'lab.pcapng', isBrokenOff: true }),
    /is cut or damaged/,
    /est tronqué ou abîmé/,
  ],
  [
    'failed',
    figuresOf(gone),
    /failed: the interface eth0 disappeared/,
    /a échoué : l’interface eth0 a disparu/,
  ],
  [
    'has a gap',
    figuresOf(gap),
    /did not count from 10:00:10 to 10:00:30 \(20 s\)/,
    /n’a pas compté de 10:00:10 à 10:00:30 \(20 s\)/,
  ],
  [
    'lost a second',
    figuresOf({ lostIntervals: 1 }),
    /lost the figures of 1 second,/,
    /d’une seconde/,
  ],
  ['lost some seconds', figuresOf({ lostIntervals: 7 }), /of 7 seconds,/, /de 7 secondes/],
  [
    'lost frames to the kernel',
    figuresOf({}, { kernelDrops: 300 }),
    /kernel dropped 300 packets \(20%\)/,
    /noyau a perdu 300 paquets \(20\s%\)/u,
  ],
]

describe('a report on a quiet time', () => {
  it('says so in its subject and at its top', () => {
    const { subject, notices, noticesHeading } = composed(figuresOf())
    expect(subject).toBe('[Vigie] attic: 1,200 packets, 1.23 MB, 22 Nov 2026, 10:00:00')
    expect(notices).toEqual([])
    expect(noticesHeading).toBe('Nothing needs your attention.')
    expect(composed(figuresOf(), 'fr').noticesHeading).toBe('Rien ne demande votre attention.')
  })

  it('says what was counted, and how much of what was asked for', () => {
    const { totals, tables } = composed(figuresOf({ countedMs: 40_000 }))
    expect(Object.fromEntries(totals)).toMatchObject({
      Packets: '1,200',
      Bytes: '1.23 MB (1,234,567)',
      'Average rate': '247 kbit/s',
      'Peak rate': '1 Mbit/s',
      'Dropped by the kernel': '0',
    })
    expect(tables[0]?.rows[0]).toEqual([
      'c00000000001',
      'local eth0',
      '10:00:00',
      '40 s / 60 s',
      'complete',
    ])
  })

  it('does not call unknown drops none', () => {
    const { totals, notices } = composed(figuresOf({}, { kernelDrops: null }))
    expect(Object.fromEntries(totals)['Dropped by the kernel']).toBe('not known to this driver')
    expect(notices).toEqual([])
  })

  it('says from when to when it is, in which zone, and against which log it can be checked', () => {
    const { period, footer } = composed(figuresOf())
    expect(period).toBe('From 22 Nov 2026, 10:00:00 to 22 Nov 2026, 10:01:00 (UTC)')
    expect(footer).toContain('position 1,234, hash 0123456789abcdef.')
  })

  it('mentions malformed frames only where there are some', () => {
    const names = (malformed: number) =>
      composed(figuresOf({}, { malformed })).totals.map(([name]) => name)
    expect(names(0)).not.toContain('Malformed')
    expect(names(2)).toContain('Malformed')
  })
})

describe.each(states)('a report on a capture that %s', (_, figures, english, french) => {
  it('says so in both languages', () => {
    expect(composed(figures).notices).toEqual([expect.stringMatching(english)])
    expect(composed(figures, 'fr').notices).toEqual([expect.stringMatching(french)])
  })

  it('has a subject that asks for a look', () => {
    expect(composed(figures).subject).toBe(
      '[Vigie] attic: 1 thing to look at, 22 Nov 2026, 10:00:00',
    )
    expect(composed(figures, 'fr').subject).toMatch(/^\[Vigie\] attic : 1 chose à voir, /)
  })

  it('is never called quiet', () => {
    expect(composed(figures).noticesHeading).toBe('Look at this')
  })
})

describe('a report', () => {
  it('counts in its subject everything that went wrong', () => {
    const figures = figuresOf({ ...gone, ...gap, lostIntervals: 2 }, { kernelDrops: 5 })
    expect(composed(figures).notices).toHaveLength(4)
    expect(composed(figures).subject).toContain('4 things to look at')
    expect(composed(figures, 'fr').subject).toContain('4 choses à voir')
  })

  it('on a time without a capture says that there are no figures, not that all is quiet', () => {
    const { subject, notices, totals, tables } = composed(nothing)
    expect(subject).toBe('[Vigie] attic: nothing captured yet')
    expect(notices).toEqual([expect.stringContaining('so there are no figures')])
    expect([totals, tables]).toEqual([[], []])
    expect(composed(nothing, 'fr').notices[0]).toContain('il n’y a donc pas de chiffres')
  })

  it('on a capture that counted nothing divides nothing by nothing', () => {
    const empty = figuresOf({ countedMs: 0 }, { packets: 0, bytes: 0, peakBytesPerSecond: 0 })
    expect(JSON.stringify(composed(empty))).not.toMatch(/NaN|Infinity|∞/)
  })

  it('is the same each time for the same figures', () => {
    expect(composed(figuresOf(gap))).toEqual(composed(figuresOf(gap)))
  })
})

describe('a report of a schedule', () => {
  const missed = { from: from - 7_200_000, to: from, missed: 2 }

  it('says for how many runs it stands, and from when to when', () => {
    const { notices, subject } = composed({ ...figuresOf(), catchUp: missed })
    expect(notices[0]).toMatch(
      /^2 earlier runs .* from 22 Nov 2026, 08:00:00 to 22 Nov 2026, 10:00:00/,
    )
    expect(subject).toContain('1 thing to look at')
  })

  it('says so too where nothing was captured meanwhile', () => {
    expect(composed({ ...nothing, catchUp: missed }, 'fr').notices[0]).toMatch(/^2 exécutions/)
  })
})

describe('a report of many captures', () => {
  const captureAt = (index: number) => ({
    ...(figuresOf().captures[0] as (typeof nothing.captures)[0]),
    id: `c${String(index).padStart(11, '0')}`,
    startedAt: from + index * 60_000,
    endedAt: from + (index + 1) * 60_000,
  })
  const many = Array.from({ length: 60 }, (_, index) => captureAt(index))

  it('names the last fifty, says how many there were before, and reckons with all', () => {
    const { tables, totals } = composed({ ...figuresOf(), captures: many })
    expect(tables[0]?.rows).toHaveLength(51)
    expect(tables[0]?.rows.at(-1)?.[0]).toBe('… and 10 before')
    expect(totals.find(([name]) => name === 'Average rate')?.[1]).toBe('2.74 kbit/s')
  })

  it('still says what is wrong with the first of them', () => {
    const failed = { ...captureAt(0), ...gone }
    const { notices } = composed({ ...figuresOf(), captures: [failed, ...many.slice(1)] })
    expect(notices.join()).toContain(`${failed.id} failed`)
  })

  it('stays readable where much is wrong', () => {
    const failed = many.map((capture) => ({ ...capture, ...gone }))
    const { notices } = composed({ ...figuresOf(), captures: failed })
    expect(notices).toHaveLength(21)
    expect(notices.at(-1)).toBe('And 40 more things of this kind.')
  })

  it('says where two counted the same at the same time', () => {
    const overlapping = [captureAt(0), { ...captureAt(1), startedAt: from + 30_000 }]
    const { notices } = composed({ ...figuresOf(), captures: overlapping })
    expect(notices.join()).toContain('Captures on local eth0 ran at the same time')
    const elsewhere = [captureAt(0), { ...captureAt(1), startedAt: from, interface: 'eth1' }]
    expect(composed({ ...figuresOf(), captures: elsewhere }).notices).toEqual([])
  })
})

const watched = {
  id: 'w00000000001',
  sensor: 'local',
  interface: 'eth0',
  filter: '',
  failure: null,
  askedMs: 3_600_000,
  countedMs: 3_600_000,
  countedFrom: from - 3_600_000,
  gaps: [] as Gap[],
  lostIntervals: 0,
}
const withWatch = (changes: Partial<typeof watched> = {}): ReportFigures => ({
  ...figuresOf({ interface: 'eth0', sensor: 'local' }),
  watches: [{ ...watched, ...changes }],
})

describe('a standing watch in a report', () => {
  it('is a line of what was counted, and no notice where it counted all along', () => {
    const { notices, tables } = composed(withWatch())
    expect(notices).toEqual([])
    expect(tables[0]?.rows[0]).toEqual([
      'w00000000001',
      'local eth0',
      'standing',
      '60 min / 60 min',
      '100%',
    ])
  })

  it('says its gaps one by one, and of many the rest in one sentence, in both languages', () => {
    const gaps = [1, 2, 3, 4, 5].map((n) => ({
      from: from + n * 10_000,
      to: from + n * 10_000 + 4_000,
      cause: n === 1 ? ('failed' as const) : ('crash' as const),
    }))
    const alone = { ...withWatch({ gaps }), captures: [] }
    const { notices } = composed(alone)
    expect(notices).toHaveLength(4)
    expect(notices[0]).toMatch(
      /did not count from .* \(4 s\): the interface could not be captured\.$/,
    )
    expect(notices[1]).toMatch(/: Vigie broke off, by a crash or a power cut\.$/)
    expect(notices[3]).toMatch(/2 more gaps, 8 s in all/)
    expect(composed(alone, 'fr').notices[3]).toMatch(/encore 2 interruptions, 8/)
  })

  it('leaves a capture of the same packets out of the sums, and says so of no other', () => {
    expect(composed(withWatch()).notices).toEqual([])
    const gaps = [{ from: from + 1_000, to: from + 9_000, cause: 'down' as const }]
    const overlap = composed(withWatch({ gaps })).notices.filter((one) => /counted twice/.test(one))
    expect(overlap).toHaveLength(1)
    const filtered = composed(withWatch({ filter: 'port 53' })).notices
    expect(filtered).toEqual([expect.stringMatching(/counted twice/)])
  })

  it('is enough for a report: without any capture there is a subject, a table and totals', () => {
    const { subject, tables } = composed({ ...withWatch(), captures: [] })
    expect(subject).toMatch(/1,200 packets/)
    expect(tables.length).toBeGreaterThan(1)
  })

  it('says minutes that were lost, and why it does not count now', () => {
    expect(composed(withWatch({ lostIntervals: 2 })).notices).toEqual([
      expect.stringMatching(/lost the figures of 2 minutes/),
    ])
    const failure = { code: 'INTERFACE_GONE' as const, values: { interface: 'eth0' } }
    const { notices } = composed({
      ...withWatch(),
      watches: [{ ...watched, failure }],
    })
    expect(notices).toEqual([
      expect.stringMatching(/does not count now: the interface eth0 disappeared/),
    ])
  })
})
