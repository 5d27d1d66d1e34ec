import type { Database } from '../../src/db/database.ts'
import { slices } from '../../src/slices.ts'
import { replayProjection } from '../../src/web/api/administration.ts'
import { showStatus } from '../../src/web/api/status.ts'
import { clientOf } from '../support/daemon-view.ts'
import { until } from '../support/until.ts'

const tables = slices.projections.flatMap((projection) => projection.tables)

/** Projections are where the log is, none has halted, and each gives the same rows when it is built again. */
export const wrongProjections = async (home: string, db: Database): Promise<string[]> => {
  const caughtUp = async () => {
    const { log, projections } = await clientOf(home)(showStatus)
    const head = log?.position ?? 0
    return projections.every(({ position }) => position === head) && { head, projections }
  }
  const { projections } = await until('projections catch up', caughtUp).catch(async () => ({
    projections: (await clientOf(home)(showStatus)).projections,
  }))
  const wrong = projections.flatMap(({ name, failure }) =>
    failure === null ? [] : [`projection ${name} has halted: ${failure}`],
  )
  const { position: head } = await db
    .selectFrom('event_log')
    .select('position')
    .executeTakeFirstOrThrow()
  for (const { name, position } of await db.selectFrom('checkpoints').selectAll().execute()) {
    if (position > head) wrong.push(`${name} is at ${position}, beyond the head ${head}`)
    else if (position < head) wrong.push(`${name} stays at ${position} of ${head}`)
  }
  const before = await contents(db)
  for (const { name } of projections) {
    await clientOf(home)(replayProjection, { params: { name } })
  }
  await until('projections are built again', caughtUp)
  const after = await contents(db)
  for (const table of tables) {
    if (before[table] !== after[table]) {
      wrong.push(`${table} built again is ${after[table]}, not ${before[table]}`)
    }
  }
  return wrong
}

const contents = async (db: Database): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  for (const table of tables) {
    const rows = await db.selectFrom(table).selectAll().execute()
    found[table] = rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n')
  }
  return found
}
