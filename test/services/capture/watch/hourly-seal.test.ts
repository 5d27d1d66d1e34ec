import { describe, expect, it, vi } from 'vitest'
import { HourlySeal } from '../../../../src/services/capture/watch/hourly-seal.ts'
import type { Interval } from '../../../../src/services/traffic/index.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** The interval of this minute since the epoch; nothing else of it is looked at. */
const minute = (number: number) => ({ number, startedAt: number * MINUTE_MS }) as Interval

const writer = (lost = 0) => ({ drain: vi.fn(async () => {}), lost })
const sealing = (seal = vi.fn(async (_to: number, _lost: number) => {})) => {
  const failed = vi.fn()
  return { seal, failed, hourly: new HourlySeal(seal, failed) }
}

describe('the hourly seal', () => {
  it('seals a full hour when the first interval of the next one comes, and not before', async () => {
    const { seal, hourly } = sealing()
    for (let n = 10; n < 60; n++) hourly.counted(minute(n), writer())
    await hourly.ended()
    expect(seal).not.toHaveBeenCalled()
    hourly.counted(minute(60), writer())
    await hourly.ended()
    expect(seal.mock.calls).toEqual([[60, 0]])
  })

  it('waits until the rows of the hour are written', async () => {
    const { seal, hourly } = sealing()
    let written = () => {}
    const slow = { lost: 0, drain: () => new Promise<void>((resolve) => (written = resolve)) }
    hourly.counted(minute(0), slow)
    hourly.counted(minute(HOUR_MS / MINUTE_MS), slow)
    await Promise.resolve()
    expect(seal).not.toHaveBeenCalled()
    written()
    await hourly.ended()
    expect(seal).toHaveBeenCalledOnce()
  })

  it('covers several hours by one seal where the rows could not be written for so long', async () => {
    const { seal, hourly } = sealing()
    let written = () => {}
    const slow = { lost: 0, drain: () => new Promise<void>((resolve) => (written = resolve)) }
    for (const hour of [0, 1, 2, 3]) hourly.counted(minute(hour * 60), slow)
    written()
    await hourly.ended()
    expect(seal.mock.calls).toEqual([[180, 0]])
  })

  it('says each lost interval once, also where a seal failed', async () => {
    const seal = vi.fn(async (_to: number, _lost: number) => {})
    seal.mockRejectedValueOnce(new Error('away'))
    const { failed, hourly } = sealing(seal)
    hourly.counted(minute(0), writer())
    hourly.counted(minute(60), writer(3))
    await hourly.ended()
    expect(failed).toHaveBeenCalledOnce()
    expect(hourly.lostIntervals).toBe(0)
    hourly.counted(minute(120), writer(4))
    await hourly.ended()
    hourly.counted(minute(180), writer(4))
    await hourly.ended()
    expect(seal.mock.calls).toEqual([
      [60, 3],
      [120, 4],
      [180, 0],
    ])
    expect(hourly.lostIntervals).toBe(4)
  })
})
