import type { Database } from '../../src/db/database.ts'
import { showWatch } from '../../src/web/api/watches.ts'
import { clientOf } from '../support/daemon-view.ts'
import { sleep } from '../support/until.ts'

/** A watch is back within this after whatever happened… */
const BACK_MS = 10_000
const LOOK_EVERY_MS = 100

type Data = { readonly segment: number; readonly openedAt?: number; readonly closedAt?: number }

/**
 * The watch counts again, and what it did not count is recorded: each segment but the last is closed, before the next one began. Where the
 * clock was stepped back, times of different segments cannot be compared.
 */
export const wrongWatch = async (
  home: string,
  db: Database,
  id: string,
  clockStepped: boolean,
): Promise<string[]> => {
  const wrong: string[] = []
  const deadline = performance.now() + BACK_MS
  for (;;) {
    const shown = await clientOf(home)(showWatch, { params: { id } }).catch(() => undefined)
    if (shown?.state === 'counting') break
    if (performance.now() > deadline) {
      wrong.push(`the watch is ${shown?.state ?? 'not to be seen'} after ${BACK_MS} ms`)
      break
    }
    await sleep(LOOK_EVERY_MS)
  }
  const rows = await db
    .selectFrom('events')
    .select(['type', 'data'])
    .where('stream', '=', `watch-${id}`)
    .orderBy('version')
    .execute()
  const of = (type: string) =>
    rows.filter((row) => row.type === type).map((row) => JSON.parse(row.data) as Data)
  const opened = of('WatchSegmentOpened')
  const closed = of('WatchSegmentClosed')
  if (closed.length !== opened.length - 1) {
    wrong.push(`the watch has ${opened.length} segments and ${closed.length} ends`)
  }
  closed.forEach(({ segment, closedAt = 0 }, index) => {
    const next = opened[index + 1]?.openedAt ?? Number.POSITIVE_INFINITY
    if (segment !== index + 1) wrong.push(`the watch closes segment ${segment} as end ${index + 1}`)
    if (!clockStepped && closedAt > next) {
      wrong.push(`segment ${segment} of the watch ends ${closedAt - next} ms after the next began`)
    }
  })
  return wrong
}
