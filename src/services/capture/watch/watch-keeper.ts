import { pause } from '../../../base/clock.ts'
import { runWatch, type WatchDependencies, type WatchStop } from './watch-run.ts'
import { standingWatches, unclosedWatches } from './watch-view.ts'

/** How often what runs is compared with what the log asks for. */
const LOOK_MS = 1_000

type Running = { readonly stop: AbortController; readonly ended: Promise<void> }

/**
 * Keeps the standing watches of one sensor running: not jobs, because a watch has no end, but reconciled from the log. Ends, with every
 * segment closed, some time after `signal` aborts.
 */
export const keepWatches = async (
  deps: WatchDependencies,
  sensor: string,
  signal: AbortSignal,
): Promise<void> => {
  const running = new Map<string, Running>()
  const start = (id: string): void => {
    const stop = new AbortController()
    const ended = runWatch(deps, id, stop.signal)
      .catch((thrown: unknown) => deps.log.error({ watchId: id, err: thrown }, 'a watch broke'))
      .finally(() => running.delete(id))
    running.set(id, { stop, ended })
  }
  while (!signal.aborted) {
    try {
      const standing = await standingWatches(deps.db, sensor)
      const unclosed = await unclosedWatches(deps.db, sensor)
      for (const { id } of [...standing, ...unclosed]) if (!running.has(id)) start(id)
      for (const [id, { stop }] of running) {
        const isRemoved = !standing.some((one) => one.id === id)
        if (isRemoved) stop.abort('removed' satisfies WatchStop)
      }
    } catch (thrown) {
      deps.log.debug({ err: thrown }, 'the watches are looked at later')
    }
    await pause(LOOK_MS, signal)
  }
  for (const { stop } of running.values()) stop.abort('shutdown' satisfies WatchStop)
  await Promise.all([...running.values()].map(({ ended }) => ended))
}
