import type { Log } from './base/log.ts'
import type { Database } from './db/database.ts'
import type { MysqlAddress } from './db/mysql-options.ts'
import {
  Appender,
  CommandRunner,
  type EventCatalogue,
  LogReader,
  LogTail,
  type Projection,
  ProjectionRunner,
  Snapshots,
} from './events/index.ts'

/** The log, with everything in this process that writes and follows it. `close` ends the followers, then the writer. */
export const openLog = (
  address: MysqlAddress,
  db: Database,
  log: Log,
  slices: { readonly catalogue: EventCatalogue; readonly projections: readonly Projection[] },
) => {
  const reader = new LogReader(db, slices.catalogue)
  const appender = new Appender(address, slices.catalogue)
  const commands = new CommandRunner(reader, appender, new Snapshots(db))
  const tail = new LogTail(reader, log)
  appender.onCommit((position) => tail.advanceTo(position))
  tail.start()
  const projections = new ProjectionRunner(db, reader, tail, log, slices.projections)
  projections.start()
  const close = async () => {
    await projections.stop()
    await tail.stop()
    await appender.close()
  }
  return { db, reader, appender, commands, tail, projections, close }
}

export type OpenLog = ReturnType<typeof openLog>
