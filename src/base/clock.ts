/** Where time comes from. Pure code never reads a clock: `now` arrives with the command. */
export type Clock = { readonly now: () => number }

/** Milliseconds since the Unix epoch, from the machine. */
export const systemClock: Clock = { now: () => Date.now() }

/** Waits `ms` milliseconds, or until `signal` aborts: then it returns early, without throwing. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
