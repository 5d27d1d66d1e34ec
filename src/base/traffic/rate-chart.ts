import type { RateSeries } from './file-figures.ts'

/** What a cell of the chart may hold, from nothing to full: for terminals with the Unicode blocks, and for others. */
export const BLOCKS = ' ▁▂▃▄▅▆▇█'
export const ASCII_BLOCKS = ' .:#'

export type RateChart = {
  /** From the top down, as wide as the time goes. */
  readonly lines: readonly string[]
  readonly columns: number
  /** The time that one bar stands for; its height is the average over it. */
  readonly barMs: number
  /** What the highest bar stands for. */
  readonly bytesPerSecond: number
}

/**
 * Draws a rate over time as bars, at most `columnsMax` wide and `rows` high. Each bar stands for as many stretches of the series as any
 * other, so that their heights can be compared, and is as wide as there is room. A bar with any traffic is seen.
 */
export const rateChart = (
  { bytes, widthMs }: RateSeries,
  { columnsMax, rows, blocks }: { columnsMax: number; rows: number; blocks: string },
): RateChart => {
  const stretches = Math.max(1, Math.ceil(bytes.length / columnsMax))
  const sums: number[] = []
  bytes.forEach((value, at) => {
    const bar = Math.floor(at / stretches)
    sums[bar] = (sums[bar] ?? 0) + value
  })
  const cells = Math.max(1, Math.floor(columnsMax / Math.max(1, sums.length)))
  const highest = sums.reduce((most, sum) => Math.max(most, sum), 0)
  const full = blocks.length - 1
  const heights = sums.map((sum) =>
    sum === 0 ? 0 : Math.max(1, Math.round((sum / highest) * rows * full)),
  )
  const lines = Array.from({ length: rows }, (_, at) => {
    const below = (rows - 1 - at) * full
    return heights
      .map((height) => blocks.charAt(Math.min(full, Math.max(0, height - below))).repeat(cells))
      .join('')
  })
  const barMs = stretches * widthMs
  return { lines, columns: cells * sums.length, barMs, bytesPerSecond: (highest * 1_000) / barMs }
}
