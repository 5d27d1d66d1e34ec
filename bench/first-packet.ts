import { pause } from '../src/base/clock.ts'
import { requestCapture } from '../src/web/api/captures.ts'
import { clientOf, endedCapture, eventsOf } from '../test/support/daemon-view.ts'
import { startVigie } from '../test/support/vigie.ts'
import type { Bench } from './figure.ts'
import { quantile, spreadOf } from './spread.ts'

const CAPTURES = 100
const SHORT_CAPTURES = 5
/** A capture takes a second, so about two run at any time, as on a sensor that is in use. */
const EVERY_MS = 600
const AT_ONCE = 8
/** Nothing is counted: what is measured is when counting could begin. */
const FILTER = 'udp port 9'
/** The daemon has just started, and everybody asks for the first capture later than that. */
const SETTLE_MS = 3_000

/**
 * How long it takes from the wish to the first frame that would be counted: from the time stamp of `CaptureRequested`, which is taken
 * before its commit, to that of the segment, which is taken after the ring has begun to keep every frame. So both ends are on the safe side.
 */
export const firstPacketBench: Bench = {
  name: 'first-packet',
  title: 'from CaptureRequested until the ring keeps every frame',
  run: async ({ short, progress }) => {
    progress('starting a whole Vigie')
    const environment = { VIGIE_CAPTURE_CONCURRENT: String(AT_ONCE) }
    const vigie = await startVigie({ environment })
    try {
      await pause(SETTLE_MS)
      progress('asking for captures')
      const ask = clientOf(vigie.home)
      const ids: string[] = []
      for (let count = short ? SHORT_CAPTURES : CAPTURES; count > 0; count--) {
        const body = { seconds: 1, interface: 'lo', filter: FILTER }
        ids.push((await ask(requestCapture, { body })).id)
        await pause(EVERY_MS)
      }
      const waits: number[] = []
      for (const id of ids) {
        await endedCapture(vigie.home, id)
        waits.push(await waitOf(vigie.home, id))
      }
      waits.sort((one, other) => one - other)
      const { low, high } = spreadOf(waits)
      const at = (share: number) => ({
        ...{ median: quantile(waits, share), low, high },
        rounds: waits.length,
      })
      return {
        figures: [
          { what: `median of ${waits.length} captures`, unit: 'ms', vigie: at(0.5) },
          { what: 'p99', unit: 'ms', vigie: at(0.99) },
        ],
        notes: [],
      }
    } finally {
      await vigie.cleanUp()
    }
  },
}

const waitOf = async (home: string, id: string): Promise<number> => {
  const events = await eventsOf(home, id)
  const requested = events.find(({ type }) => type === 'CaptureRequested')
  const opened = events.find(({ type }) => type === 'SegmentOpened')
  if (requested === undefined || opened === undefined) throw new Error(`capture ${id} never began`)
  return Number(opened.data['openedAt']) - new Date(requested.occurredAt).getTime()
}
