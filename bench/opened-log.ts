import { z } from 'zod'
import { createLog } from '../src/base/log.ts'
import { openDatabase } from '../src/db/database.ts'
import { migrate } from '../src/db/migrator.ts'
import type { MysqlAddress } from '../src/db/mysql-options.ts'
import {
  Appender,
  CommandRunner,
  EventCatalogue,
  LogReader,
  Snapshots,
} from '../src/events/index.ts'

/** An event as large as most of Vigie's: some ids, a name, a few numbers. */
const measuredEvents = {
  Measured: {
    version: 1,
    data: z.object({
      captureId: z.string(),
      sensor: z.string(),
      interface: z.string(),
      segment: z.int(),
      at: z.int(),
      note: z.string(),
    }),
  },
} as const

export const measured = (writer: number, step: number) => ({
  type: 'Measured',
  data: {
    captureId: 'k3v9x0q2m7wd',
    sensor: 'cupboard',
    interface: 'eth0',
    segment: writer,
    at: 1_767_225_600_000 + step,
    note: 'as long as what a decision says about itself',
  },
})

/** The log as the daemon opens it, on a database that is brought up to date first. */
export const openMeasuredLog = async (address: MysqlAddress) => {
  const { db, close: closeDatabase } = openDatabase(address)
  await migrate(db)
  const catalogue = new EventCatalogue(measuredEvents)
  const appender = new Appender(address, catalogue)
  const reader = new LogReader(db, catalogue)
  const commands = new CommandRunner(reader, appender, new Snapshots(db))
  const close = async (): Promise<void> => {
    await appender.close()
    await closeDatabase()
  }
  return { address, db, appender, reader, commands, close }
}

export type MeasuredLog = Awaited<ReturnType<typeof openMeasuredLog>>

export const silent = createLog('silent')
