import { describe, expect, it } from 'vitest'
import type { Bench, Findings } from '../../bench/figure.ts'
import { jsonOf, textOf } from '../../bench/output.ts'
import { inTurns, quantile, spreadOf } from '../../bench/spread.ts'

describe('a spread', () => {
  it('is the median with the least and the most, whatever order they came in', () => {
    expect(spreadOf([9, 1, 5])).toEqual({ median: 5, low: 1, high: 9, rounds: 3 })
    expect(spreadOf([4, 2]).median).toBe(3)
  })

  it('knows the value below which a share lies', () => {
    const values = Array.from({ length: 101 }, (_, index) => index)
    expect(quantile(values, 0.99)).toBe(99)
    expect(quantile([10, 20], 0.25)).toBe(12.5)
  })

  it('measures in turns, so that a disturbance meets all of them', async () => {
    const order: string[] = []
    const measure = (name: string) => async (round: number) => {
      order.push(`${name}${round}`)
      return round
    }
    const spreads = await inTurns(2, { one: measure('one'), two: measure('two') })
    expect(order).toEqual(['one0', 'two0', 'one1', 'two1'])
    expect(spreads.one).toEqual({ median: 0.5, low: 0, high: 1, rounds: 2 })
  })
})

describe('the findings of a bench', () => {
  const bench: Bench = { name: 'log', title: 'events', run: () => Promise.reject(new Error()) }
  const findings: Findings = {
    figures: [
      {
        what: 'append, 8 writers',
        unit: 'events/s',
        vigie: spreadOf([900, 1_000, 1_100]),
        beside: { name: 'insert', spread: spreadOf([2_000]) },
      },
      {
        what: 'lost',
        unit: '%',
        vigie: spreadOf([0]),
        beside: { name: 'x', spread: spreadOf([0]) },
      },
      { what: 'tcpdump', skipped: 'tcpdump is missing; as root: apt-get install tcpdump' },
    ],
    notes: ['A note.'],
  }

  it('are a table with ratios, then what was skipped and why, within 80 columns', () => {
    const lines = textOf(bench, findings).split('\n')
    expect(lines[0]).toBe('log: events')
    expect(
      lines.some((line) => /append.* 1,000 +900-1,100 +insert +2,000 .* 0.50$/.test(line)),
    ).toBe(true)
    expect(lines).toContain(
      'tcpdump: skipped, tcpdump is missing; as root: apt-get install tcpdump',
    )
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('are one JSON object a line, with the ratio', () => {
    const lines = jsonOf(bench, findings)
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ bench: name }) => name)).toEqual(['log', 'log', 'log', 'log'])
    expect(lines[0]).toMatchObject({ what: 'append, 8 writers', ratio: 0.5 })
  })
})
