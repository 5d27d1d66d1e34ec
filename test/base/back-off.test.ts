import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BackOff } from '../../src/base/back-off.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('waits twice as long each time, up to its bound, and as at first after a reset', async () => {
  const backOff = new BackOff(100, 500)
  const waited: number[] = []
  for (let i = 0; i < 5; i++) {
    if (i === 4) backOff.reset()
    const began = Date.now()
    const pausing = backOff.pause()
    await vi.advanceTimersToNextTimerAsync()
    await pausing
    waited.push(Date.now() - began)
  }
  expect(waited).toEqual([100, 200, 400, 500, 100])
  expect(backOff.nextMs).toBe(200)
})

it('ends a pause at once when it is told to', async () => {
  const ending = new AbortController()
  const pausing = new BackOff(3_600_000, 3_600_000).pause(ending.signal)
  ending.abort()
  await pausing
  expect(vi.getTimerCount()).toBe(0)
})
