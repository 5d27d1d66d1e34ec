import { describe, expect, it } from 'vitest'
import { runSoak } from './soak.ts'

const HOURS = 4
/** Of the machine: 360 times as fast as life. */
const MINUTES = 2 / 3

describe('some simulated hours of a watch, captures and schedules', () => {
  it('leave memory, files, threads, Redis and the disk where they were after the warm-up', async () => {
    const { verdicts, happened, halted } = await runSoak({
      hours: HOURS,
      minutes: MINUTES,
      samples: 16,
    })
    expect(verdicts.filter(({ isBounded }) => !isBounded)).toEqual([])
    expect(halted).toBe(0)
    // It really lived: hours were sealed, captures ran to their end, reports were delivered, and nothing had to begin anew.
    expect(happened.get('IntervalsSealed')).toBeGreaterThanOrEqual(HOURS - 2)
    expect(happened.get('CaptureCompleted')).toBeGreaterThanOrEqual(1)
    expect(happened.get('WatchSegmentOpened')).toBe(1)
    expect(happened.get('ReportDelivered')).toBeGreaterThanOrEqual(1)
    expect(happened.get('CaptureFailed')).toBeUndefined()
    expect(happened.get('DeliveryFailed')).toBeUndefined()
  })
})
