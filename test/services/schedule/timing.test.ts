import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScheduleTiming } from '../../../src/services/schedule/events.ts'
import { checkTiming, lastDue, nextDates } from '../../../src/services/schedule/timing.ts'

const at = (text: string) => Date.parse(text)
const cron = (expression: string, timeZone = 'Europe/Paris'): ScheduleTiming => ({
  kind: 'cron',
  cron: expression,
  timeZone,
})
const next = (timing: ScheduleTiming, after: string, count: number) =>
  nextDates(timing, 0, at(after), count).map((date) => new Date(date).toISOString().slice(0, 16))
const due = (timing: ScheduleTiming, after: string, now: string) => {
  const found = lastDue(timing, 0, at(after), at(now))
  return found && { ...found, slot: new Date(found.slot).toISOString().slice(0, 16) }
}

describe('a cron timing in a time zone that changes its clock', () => {
  it('keeps Monday 07:00 on the wall when summer begins and when it ends', () => {
    const monday = cron('0 7 * * 1')
    expect(next(monday, '2026-03-22T12:00Z', 3)).toEqual([
      '2026-03-23T06:00',
      '2026-03-30T05:00',
      '2026-04-06T05:00',
    ])
    expect(next(monday, '2026-10-18T12:00Z', 3)).toEqual([
      '2026-10-19T05:00',
      '2026-10-26T06:00',
      '2026-11-02T06:00',
    ])
  })

  it('runs 02:30 at 03:30 on the night without a 02:30, so that no night is left out', () => {
    expect(next(cron('30 2 * * *'), '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ])
  })

  it('runs 02:30 once on the night that has it twice: the first time', () => {
    expect(next(cron('30 2 * * *'), '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ])
  })

  it('does the same in New York, on its own nights', () => {
    const zone = 'America/New_York'
    expect(next(cron('30 2 * * *', zone), '2026-03-07T12:00Z', 2)).toEqual([
      '2026-03-08T07:30',
      '2026-03-09T06:30',
    ])
    expect(next(cron('30 1 * * *', zone), '2026-10-31T12:00Z', 2)).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ])
  })

  it('runs every quarter of an hour that there is, also in the hour that comes twice', () => {
    expect(next(cron('*/15 * * * *'), '2026-10-25T00:20Z', 6)).toEqual([
      '2026-10-25T00:30',
      '2026-10-25T00:45',
      '2026-10-25T01:00',
      '2026-10-25T01:15',
      '2026-10-25T01:30',
      '2026-10-25T01:45',
    ])
  })

  it.each([
    ['in the hour that comes twice', '2026-10-25T01:15Z', '2026-10-26T01:30'],
    ['in the hour after the one that is left out', '2026-03-29T01:15Z', '2026-03-29T01:30'],
  ])('gives the same date when it is asked %s', (_, asked, date) => {
    expect(next(cron('30 2 * * *'), asked, 1)).toEqual([date])
  })

  it('finds a run due on the night without its hour', () => {
    expect(due(cron('30 2 * * *'), '2026-03-28T01:30Z', '2026-03-29T01:29Z')).toBeUndefined()
    expect(due(cron('30 2 * * *'), '2026-03-28T01:30Z', '2026-03-29T01:30Z')).toEqual({
      slot: '2026-03-29T01:30',
      missed: 0,
    })
  })

  it('runs midnight at 01:00 in Havana, where a Sunday can begin at 01:00', () => {
    const weekly = cron('0 0 * * 0', 'America/Havana')
    expect(next(weekly, '2026-03-04T12:00Z', 2)).toEqual(['2026-03-08T05:00', '2026-03-15T04:00'])
    expect(due(weekly, '2026-03-04T12:00Z', '2026-03-08T04:59Z')).toBeUndefined()
    expect(due(weekly, '2026-03-04T12:00Z', '2026-03-09T12:00Z')?.slot).toBe('2026-03-08T05:00')
  })

  it('finds no second run due on the night that has its hour twice, and none missed', () => {
    expect(due(cron('30 2 * * *'), '2026-10-25T00:30Z', '2026-10-25T12:00Z')).toBeUndefined()
    expect(due(cron('30 2 * * *'), '2026-10-25T00:30Z', '2026-10-26T01:30Z')).toEqual({
      slot: '2026-10-26T01:30',
      missed: 0,
    })
  })

  it.each([
    ['Europe/Paris', '30 2 * * *'],
    ['America/New_York', '30 1 * * *'],
    ['Australia/Sydney', '30 2 * * 0'],
    ['Europe/London', '15 1 * * *'],
  ])(
    'finds due in %s exactly the dates that it announced, all year',
    (timeZone, expression) => {
      const timing = cron(expression, timeZone)
      let after = at('2026-01-01T00:00Z')
      for (const date of nextDates(timing, 0, after, expression.endsWith('0') ? 52 : 330)) {
        expect(lastDue(timing, 0, after, date - 1)).toBeUndefined()
        expect(lastDue(timing, 0, after, date)).toEqual({ slot: date, missed: 0 })
        after = date
      }
    },
    30_000,
  )
})

describe('a cron timing', () => {
  it('runs on a leap day, four years apart', () => {
    expect(next(cron('0 6 29 2 *', 'UTC'), '2026-01-01T00:00Z', 2)).toEqual([
      '2028-02-29T06:00',
      '2032-02-29T06:00',
    ])
    expect(due(cron('0 6 29 2 *', 'UTC'), '2024-02-29T06:00Z', '2028-02-28T23:59Z')).toBeUndefined()
  })

  it('announces only what is still to come', () => {
    expect(next(cron('0 7 * * *', 'UTC'), '2026-01-01T07:00Z', 1)).toEqual(['2026-01-02T07:00'])
  })

  it('is due at its moment, and not again after it ran for that', () => {
    const daily = cron('0 7 * * *', 'UTC')
    expect(due(daily, '2026-01-01T12:00Z', '2026-01-02T06:59Z')).toBeUndefined()
    expect(due(daily, '2026-01-01T12:00Z', '2026-01-02T07:00Z')?.missed).toBe(0)
    expect(due(daily, '2026-01-02T07:00Z', '2026-01-02T07:00Z')).toBeUndefined()
    expect(due(daily, '2026-01-03T00:00Z', '2026-01-02T07:00Z')).toBeUndefined()
  })

  it('gives after downtime the newest date, and how many before it were missed', () => {
    expect(due(cron('0 7 * * *', 'UTC'), '2026-01-01T07:00Z', '2026-01-11T08:00Z')).toEqual({
      slot: '2026-01-11T07:00',
      missed: 9,
    })
  })

  it('counts no more than a thousand missed dates, however long Vigie was down', () => {
    expect(due(cron('* * * * *', 'UTC'), '2020-01-01T00:00Z', '2026-01-01T00:00:30Z')).toEqual({
      slot: '2026-01-01T00:00',
      missed: 1_000,
    })
  })
})

describe('a timing of so many seconds', () => {
  const every: ScheduleTiming = { kind: 'every', seconds: 30 }
  const whole = fc.integer({ min: 0, max: 10_000_000 })

  it('counts from when it was added, and not from when Vigie was started', () => {
    expect(nextDates(every, 1_000, 1_000, 3)).toEqual([31_000, 61_000, 91_000])
    expect(nextDates(every, 1_000, 45_000, 2)).toEqual([61_000, 91_000])
    expect(nextDates(every, 1_000, 61_000, 1)).toEqual([91_000])
  })

  it('has its first date a whole length after it was added, also with a clock set back', () => {
    expect(nextDates(every, 100_000, 50_000, 1)).toEqual([130_000])
    expect(lastDue(every, 100_000, 100_000, 50_000)).toBeUndefined()
  })

  it('gives after downtime the newest date, and how many before it were missed', () => {
    expect(lastDue(every, 1_000, 1_000, 30_999)).toBeUndefined()
    expect(lastDue(every, 1_000, 1_000, 31_000)).toEqual({ slot: 31_000, missed: 0 })
    expect(lastDue(every, 1_000, 31_000, 125_000)).toEqual({ slot: 121_000, missed: 2 })
  })

  it('finds due what it announced, whatever the length and the moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), whole, whole, (seconds, anchor, later) => {
        const timing: ScheduleTiming = { kind: 'every', seconds }
        const [date = 0] = nextDates(timing, anchor, anchor + later, 1)
        expect(date).toBeGreaterThan(anchor + later)
        expect(lastDue(timing, anchor, anchor + later, date)).toEqual({ slot: date, missed: 0 })
        expect(lastDue(timing, anchor, anchor + later, date - 1)).toBeUndefined()
      }),
    )
  })
})

describe('the check of a timing', () => {
  const now = at('2026-01-01T00:00Z')
  const codeOf = (timing: ScheduleTiming): unknown => {
    try {
      return checkTiming(timing, now)
    } catch (thrown) {
      return (thrown as { readonly code: string }).code
    }
  }

  it.each(['0 7 * * 1', '*/5 8-18 * * MON-FRI', ' 0  7 1,15 * * ', '0 7 * * THU', '0 0 29 2 *'])(
    'takes %j',
    (expression) => {
      expect(codeOf(cron(expression))).toBeUndefined()
    },
  )

  it.each([
    '0 0 7 * * 1',
    '7 * * 1',
    '',
    '@daily',
    'every monday at seven o’clock',
    'a b c d e',
    '60 * * * *',
    '0 24 * * *',
    '* * * * 8',
    '0 0 31 2 *',
    '*/0 * * * *',
    '0 7 * * 1-',
    '-1 * * * *',
  ])('refuses %j as no cron expression of five fields', (expression) => {
    expect(codeOf(cron(expression))).toBe('CRON_INVALID')
  })

  it.each(['H * * * *', '0 H * * *', '0 7 * * 1,H', 'H(0-5) * * * *', 'H/15 * * * *'])(
    'refuses %j, whose dates would be others each time that they are asked for',
    (expression) => {
      expect(codeOf(cron(expression))).toBe('CRON_INVALID')
    },
  )

  it.each(['Mars/Olympus', 'Europe/Pari', '', 'Paris', '../etc/passwd'])(
    'refuses %j as no time zone',
    (timeZone) => {
      expect(codeOf(cron('0 7 * * 1', timeZone))).toBe('TIME_ZONE_UNKNOWN')
    },
  )

  it.each(['UTC', 'europe/paris', 'Asia/Kathmandu', 'Etc/GMT+5', '+02:00'])(
    'takes the zone %s only if it can count dates in it',
    (timeZone) => {
      const code = codeOf(cron('0 7 * * 1', timeZone))
      if (code === undefined)
        expect(nextDates(cron('0 7 * * 1', timeZone), 0, now, 2)).toHaveLength(2)
      else expect(code).toMatch(/TIME_ZONE_UNKNOWN|CRON_INVALID/)
    },
  )

  it('has nothing to say about a timing of so many seconds', () => {
    expect(codeOf({ kind: 'every', seconds: 30 })).toBeUndefined()
  })
})
