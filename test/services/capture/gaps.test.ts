import { describe, expect, it } from 'vitest'
import { type CaptureRow, gapsOf, type SegmentRow } from '../../../src/services/capture/index.ts'

const startedAt = 1_000_000

const captureIn = (state: CaptureRow['state']): CaptureRow => ({
  id: 'c00000000001',
  sensor: 'local',
  interface: 'eth0',
  file: null,
  isBrokenOff: false,
  driver: 'ring',
  filter: '',
  seconds: 60,
  state,
  reportId: null,
  actor: 'local:0',
  requestedAt: startedAt - 100,
  startedAt,
  endedAt: null,
  failure: null,
})
const segments = (...times: readonly (readonly [number, number | null])[]): SegmentRow[] =>
  times.map(([opened, closed], index) => ({
    segment: index + 1,
    openedAt: startedAt + opened,
    closedAt: closed === null ? null : startedAt + closed,
    reason: closed === null ? null : 'interrupted',
    lostIntervals: 0,
  }))

describe('the gaps of a capture', () => {
  it('are none in one uninterrupted run, whether it goes on or is over', () => {
    expect(gapsOf(captureIn('running'), segments([0, null]))).toEqual([])
    expect(gapsOf(captureIn('completed'), segments([0, 60_000]))).toEqual([])
    expect(gapsOf(captureIn('waiting'), [])).toEqual([])
  })

  it('lie between the end of a segment and the begin of the next', () => {
    const three = segments([0, 10_000], [15_000, 20_000], [30_000, null])
    expect(gapsOf(captureIn('running'), three)).toEqual([
      { from: startedAt + 10_000, to: startedAt + 15_000, cause: 'crash' },
      { from: startedAt + 20_000, to: startedAt + 30_000, cause: 'crash' },
    ])
  })

  it('lie at the end where the capture was over before Vigie was back', () => {
    expect(gapsOf(captureIn('completed'), segments([0, 40_000]))).toEqual([
      { from: startedAt + 40_000, to: startedAt + 60_000, cause: 'crash' },
    ])
  })

  it('do not lie behind one that ran to its end, whatever a clock that was set back makes of it', () => {
    const whole: SegmentRow[] = segments([0, 40_000]).map((one) => ({ ...one, reason: 'elapsed' }))
    expect(gapsOf(captureIn('completed'), whole)).toEqual([])
  })

  it('are measured to where the end lies after the clock was set back', () => {
    const setBack = segments([0, 20_000], [-3_600_000, -3_590_000])
    expect(gapsOf(captureIn('completed'), setBack)).toEqual([
      { from: startedAt - 3_590_000, to: startedAt - 3_560_000, cause: 'crash' },
    ])
  })

  it.each(['stopped', 'failed'] as const)('do not lie behind the end of one that %s', (state) => {
    expect(gapsOf(captureIn(state), segments([0, 40_000]))).toEqual([])
  })

  it('are a second long at least: less is rounding', () => {
    const short = segments([0, 10_000], [10_999, 60_000])
    expect(gapsOf(captureIn('completed'), short)).toEqual([])
    const long = segments([0, 10_000], [11_000, 60_000])
    expect(gapsOf(captureIn('completed'), long)).toHaveLength(1)
  })
})
