import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EngineHost } from '../../../../src/services/capture/engine/engine-host.ts'
import type {
  EngineOrder,
  FromEngine,
} from '../../../../src/services/capture/engine/engine-messages.ts'
import { runEngine } from '../../../../src/services/capture/engine/engine-run.ts'

const order = {} as EngineOrder // nobody reads it here: the host is a stand-in
const endOf = (endedAt: number): FromEngine => ({ type: 'ended', endedAt, failure: null })

/** An engine that does nothing but what the test says, and answers a stop as a real one does. */
const engine = (answersStop = true) => {
  let post: (message: FromEngine) => void = () => {}
  let breakDown: (reason: Error) => void = () => {}
  const stop = vi.fn(() => {
    if (answersStop) post(endOf(Date.now()))
  })
  const host: EngineHost = {
    start: (_, receive, died) => {
      post = receive
      breakDown = died
    },
    stop,
    pauseSaving: () => {},
    discard: async () => {},
  }
  return {
    host,
    stop,
    post: (message: FromEngine) => post(message),
    die: (reason: Error) => breakDown(reason),
  }
}

const handlers = (started: (at: number) => Promise<number>) => ({ started, interval: vi.fn() })

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the run of an engine', () => {
  it('ends at its planned end, counted from when the socket was open', async () => {
    const { host, post, stop } = engine()
    const run = runEngine(
      host,
      order,
      handlers(async (at) => at + 60_000),
      new AbortController().signal,
    )
    post({ type: 'started', startedAt: 1_000_000 })
    await vi.advanceTimersByTimeAsync(59_999)
    expect(stop).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(stop).toHaveBeenCalledOnce()
    await expect(run).resolves.toEqual({ endedAt: 1_060_000, failure: null })
  })

  it('ends at once where its planned end has passed meanwhile', async () => {
    const { host, post, stop } = engine()
    const run = runEngine(
      host,
      order,
      handlers(async () => 5),
      new AbortController().signal,
    )
    post({ type: 'started', startedAt: 1_000_000 })
    await vi.advanceTimersByTimeAsync(0)
    expect(stop).toHaveBeenCalledOnce()
    await run
  })

  it('is told to stop when somebody stops it, and still waits for the last interval', async () => {
    const { host, post, stop } = engine(false)
    const abort = new AbortController()
    const heard = handlers(async (at) => at + 60_000)
    const run = runEngine(host, order, heard, abort.signal)
    abort.abort('stopped')
    expect(stop).toHaveBeenCalledOnce()
    post({ type: 'interval', interval: { number: 0 } as never })
    post(endOf(7))
    await expect(run).resolves.toMatchObject({ endedAt: 7 })
    expect(heard.interval).toHaveBeenCalledOnce()
  })

  it('is stopped as it begins where it was to stop before', () => {
    const { host, stop } = engine(false)
    void runEngine(
      host,
      order,
      handlers(async () => 0),
      AbortSignal.abort('shutdown'),
    )
    expect(stop).toHaveBeenCalledOnce()
  })

  it('fails with why it was not to begin, and lets the engine end first', async () => {
    const { host, post, stop } = engine()
    const refused = new Error('the log says no')
    const run = runEngine(
      host,
      order,
      handlers(() => Promise.reject(refused)),
      new AbortController().signal,
    )
    const outcome = expect(run).rejects.toBe(refused)
    post({ type: 'started', startedAt: 1_000_000 })
    await vi.advanceTimersByTimeAsync(0)
    expect(stop).toHaveBeenCalledOnce()
    await outcome
  })

  it('is not over before its begin is recorded, so that nothing stays open behind it', async () => {
    const { host, post } = engine()
    const recorded = Promise.withResolvers<number>()
    let over = false
    const run = runEngine(
      host,
      order,
      handlers(() => recorded.promise),
      new AbortController().signal,
    ).then(() => {
      over = true
    })
    post({ type: 'started', startedAt: 1_000_000 })
    post(endOf(1_000_001))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(over).toBe(false)
    recorded.resolve(1_060_000)
    await run
    expect(over).toBe(true)
  })

  it('fails when its thread or process breaks, and stops nothing afterwards', async () => {
    const { host, post, die, stop } = engine()
    const broken = new Error('the thread ended with 1')
    const abort = new AbortController()
    const run = runEngine(
      host,
      order,
      handlers(async (at) => at + 1_000),
      abort.signal,
    )
    post({ type: 'started', startedAt: 1_000_000 })
    await vi.advanceTimersByTimeAsync(0)
    die(broken)
    await expect(run).rejects.toBe(broken)
    abort.abort('shutdown')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(stop).not.toHaveBeenCalled()
  })
})
