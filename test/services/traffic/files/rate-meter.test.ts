import { describe, expect, it } from 'vitest'
import { RateMeter } from '../../../../src/services/traffic/files/rate-meter.ts'

const START = 1_700_000_000_000
const STRETCHES = 128

const add = (meter: RateMeter, at: number, bytes: number) =>
  meter.add(Math.floor(at / 1_000), Math.round((at % 1_000) * 1e6), bytes)

/** A meter that was told of these packets: ms after the start, and bytes. */
const metered = (...packets: readonly (readonly [at: number, bytes: number])[]) => {
  const meter = new RateMeter()
  for (const [at, bytes] of packets) add(meter, START + at, bytes)
  return meter
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('a rate meter', () => {
  it('has nothing to show before the first packet', () => {
    expect(metered().series).toEqual({ from: 0, widthMs: 1, bytes: [] })
    expect(metered().peakBytesPerSecond).toBe(0)
  })

  it('adds up bytes by the millisecond, from the first packet on', () => {
    const { series } = metered([0.75, 10], [1.25, 20], [1.75, 30], [3.5, 40])
    expect(series).toEqual({ from: START, widthMs: 1, bytes: [10, 50, 0, 40] })
  })

  it('puts two stretches together once time runs beyond the last one', () => {
    const every = Array.from({ length: STRETCHES }, (_, at) => [at, at + 1] as const)
    expect(metered(...every).series.bytes).toHaveLength(STRETCHES)
    const { widthMs, bytes } = metered(...every, [STRETCHES, 1_000]).series
    expect(widthMs).toBe(2)
    expect(bytes).toEqual([
      ...Array.from({ length: STRETCHES / 2 }, (_, place) => 4 * place + 3),
      1_000,
    ])
  })

  it('loses no byte however far time runs, and keeps to its bound', () => {
    const far = [0, 1, 200, 5_000, 86_400_000, 40 * 365 * 86_400_000]
    const packets = far.map((at, index) => [at, 10 ** index] as const)
    packets.forEach((_, index) => {
      const { widthMs, bytes, from } = metered(...packets.slice(0, index + 1)).series
      const at = far[index] ?? 0
      expect(sum(bytes)).toBe(sum(packets.slice(0, index + 1).map(([, of]) => of)))
      expect(bytes.length).toBeLessThanOrEqual(STRETCHES)
      expect(Math.log2(widthMs) % 1).toBe(0)
      expect(from).toBe(START)
      expect(bytes.length).toBe(Math.floor(at / widthMs) + 1)
    })
  })

  it('counts a packet that comes late where it belongs, and one from before the first with that', () => {
    const { series } = metered([5, 1], [7, 2], [6, 4], [0, 8])
    expect(series).toEqual({ from: START + 5, widthMs: 1, bytes: [9, 4, 2] })
  })

  it('tells the most bytes of one second of the clock', () => {
    const meter = metered([0, 10], [999, 20], [1_000, 25], [5_400, 5])
    expect(meter.peakBytesPerSecond).toBe(30)
    add(meter, START + 5_500, 30)
    expect(meter.peakBytesPerSecond).toBe(35)
    add(meter, START + 9_000, 1)
    expect(meter.peakBytesPerSecond).toBe(35)
  })

  it('tells the peak of seconds whose packets do not come in order', () => {
    const meter = metered([900, 10], [1_000, 25], [999, 20], [1_900, 7], [950, 5])
    expect(meter.peakBytesPerSecond).toBe(35)
  })

  it('tells the peak of packets within the first second of all time', () => {
    const meter = new RateMeter()
    meter.add(0, 0, 7)
    meter.add(0, 999_999_999, 7)
    expect(meter.peakBytesPerSecond).toBe(14)
  })
})
