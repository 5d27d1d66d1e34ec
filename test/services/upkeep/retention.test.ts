import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundariesOf } from '../../../src/services/upkeep/retention.ts'

const DAY_MS = 86_400_000
const keep = { totals: 400, details: 100, reports: 800, messages: 30 }
const dayOf = (kind: string, now: string, days = keep) =>
  boundariesOf(days, Date.parse(now)).find((one) => one.kind === kind)?.day

describe('what is kept', () => {
  it('begins so many whole days before today, all day long', () => {
    expect(dayOf('messages', '2026-03-31T00:00:00.000Z')).toBe('2026-03-01')
    expect(dayOf('messages', '2026-03-31T23:59:59.999Z')).toBe('2026-03-01')
    expect(dayOf('messages', '2026-04-01T00:00:00.000Z')).toBe('2026-03-02')
  })

  it('crosses the leap day', () => {
    expect(dayOf('messages', '2028-03-01T12:00:00Z', { ...keep, messages: 1 })).toBe('2028-02-29')
  })

  it('has no list longer than the totals by which it is found', () => {
    const days = { ...keep, totals: 50 }
    expect(dayOf('details', '2026-03-31T12:00:00Z', days)).toBe(
      dayOf('totals', '2026-03-31T12:00:00Z', days),
    )
  })

  it('is at least so many full days old, and less than one day more, when it goes', () => {
    fc.assert(
      fc.property(fc.nat(4e12), fc.integer({ min: 1, max: 36_500 }), (now, days) => {
        const [boundary] = boundariesOf({ ...keep, totals: days }, now)
        const age = now - (boundary?.from ?? 0)
        expect(age).toBeGreaterThanOrEqual(days * DAY_MS)
        expect(age).toBeLessThan((days + 1) * DAY_MS)
      }),
    )
  })
})
