import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASCII_BLOCKS, BLOCKS, rateChart } from '../../../src/base/traffic/rate-chart.ts'

const series = (bytes: readonly number[], widthMs = 1_000) => ({ from: 0, widthMs, bytes })

describe('a chart of a rate', () => {
  it('shows the highest bar full, half of it half full, and nothing as nothing', () => {
    const { lines, bytesPerSecond, barMs } = rateChart(series([800, 400, 0, 100]), {
      columnsMax: 4,
      rows: 2,
      blocks: BLOCKS,
    })
    expect(lines).toEqual(['█   ', '██ ▂'])
    expect(bytesPerSecond).toBe(800)
    expect(barMs).toBe(1_000)
  })

  it('makes bars wider where there is room for that', () => {
    const chart = rateChart(series([2, 1]), { columnsMax: 7, rows: 1, blocks: BLOCKS })
    expect(chart).toMatchObject({ lines: ['███▄▄▄'], columns: 6 })
  })

  it('averages stretches where there is no room for all, and says over how long', () => {
    const chart = rateChart(series([8, 0, 4, 4, 2, 0], 500), {
      columnsMax: 3,
      rows: 1,
      blocks: BLOCKS,
    })
    expect(chart).toEqual({ lines: ['██▂'], columns: 3, barMs: 1_000, bytesPerSecond: 8 })
  })

  it('has letters that every terminal shows', () => {
    const chart = rateChart(series([6, 5, 4, 3, 2, 1, 0]), {
      columnsMax: 7,
      rows: 2,
      blocks: ASCII_BLOCKS,
    })
    expect(chart.lines).toEqual(['#:.    ', '####:. '])
  })

  it('fits, is as many lines as asked for, and never hides traffic, whatever the series', () => {
    const counts = fc.array(fc.nat({ max: 1e12 }), { minLength: 1, maxLength: 5_000 })
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 80 }), (bytes, columnsMax) => {
        const chart = rateChart(series(bytes), { columnsMax, rows: 4, blocks: BLOCKS })
        expect(chart.columns).toBeLessThanOrEqual(columnsMax)
        expect(chart.lines.map((line) => line.length)).toEqual(Array(4).fill(chart.columns))
        const stretches = chart.barMs / 1_000
        const bars = Math.ceil(bytes.length / stretches)
        const cells = chart.columns / bars
        for (let bar = 0; bar < bars; bar++) {
          const sum = bytes
            .slice(bar * stretches, (bar + 1) * stretches)
            .reduce((total, one) => total + one, 0)
          expect(chart.lines.at(-1)?.[bar * cells] !== ' ').toBe(sum > 0)
        }
      }),
    )
  })
})
