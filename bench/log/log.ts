import { startTestStack } from '../../test/support/stack.ts'
import type { Bench } from '../figure.ts'
import { openMeasuredLog } from '../opened-log.ts'
import { measureAppends } from './append.ts'
import { measureReplay } from './replay.ts'

/** The event log beside the same rows without a log around them, on a MariaDB of its own that flushes each commit. */
export const logBench: Bench = {
  name: 'log',
  title: 'events appended and read, beside bare SQL on the same server',
  run: async (scope) => {
    const servers = await startTestStack({ durability: 'full' })
    const log = await openMeasuredLog(servers.stack.mysql)
    try {
      const appends = await measureAppends(log, scope)
      const replay = await measureReplay(log, scope)
      return {
        figures: [...appends.figures, ...replay.figures],
        notes: [...appends.notes, ...replay.notes],
      }
    } finally {
      await log.close()
      await servers.cleanUp()
    }
  },
}
